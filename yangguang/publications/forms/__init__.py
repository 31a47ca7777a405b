from .acts import (
    DismissForm,
    NoteForm,
    ReleaseForm,
    ReviewRuleForm,
    ScheduledChangeForm,
    ScheduleForm,
    UrgentChangeForm,
    UrgentForm,
    WithdrawForm,
)
from .columns import BannerForm, ColumnForm
from .fields import ChooseForm, RecordField, find_record
from .writing import PublicationForm, initial

__all__ = [
    "BannerForm",
    "ChooseForm",
    "ColumnForm",
    "DismissForm",
    "NoteForm",
    "PublicationForm",
    "RecordField",
    "ReleaseForm",
    "ReviewRuleForm",
    "ScheduleForm",
    "ScheduledChangeForm",
    "UrgentChangeForm",
    "UrgentForm",
    "WithdrawForm",
    "find_record",
    "initial",
]
