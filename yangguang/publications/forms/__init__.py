from .acts import DismissForm, NoteForm, ReleaseForm, ReviewRuleForm, ScheduleForm, UrgentForm, WithdrawForm
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
    "UrgentForm",
    "WithdrawForm",
    "find_record",
    "initial",
]
