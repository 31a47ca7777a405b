from .autosaves import Autosave
from .columns import Banner, Column, ColumnEntry
from .course import Counter, IndexCode, PlannedChange, ReleaseSet, ReviewRule, SignOff, Version
from .dismissals import Dismissal, DismissalQuerySet, Reach
from .imports import ImportBatch, ImportedRow, ImportSource, Reject
from .publication import (
    COURSE_FIELDS,
    TEXT_FIELDS,
    Openness,
    Publication,
    PublicationQuerySet,
    Stage,
    Validity,
    Withdrawal,
)
from .readings import AttachmentReading
from .relations import Attachment, AttachmentMention, AttachmentUse, Binding, Issuer, Link, Mark, Tally

__all__ = [
    "COURSE_FIELDS",
    "TEXT_FIELDS",
    "Attachment",
    "AttachmentMention",
    "AttachmentReading",
    "AttachmentUse",
    "Autosave",
    "Banner",
    "Binding",
    "Column",
    "ColumnEntry",
    "Counter",
    "Dismissal",
    "DismissalQuerySet",
    "ImportBatch",
    "ImportSource",
    "ImportedRow",
    "IndexCode",
    "Issuer",
    "Link",
    "Mark",
    "Openness",
    "PlannedChange",
    "Publication",
    "PublicationQuerySet",
    "Reject",
    "Reach",
    "ReleaseSet",
    "ReviewRule",
    "SignOff",
    "Stage",
    "Tally",
    "Validity",
    "Version",
    "Withdrawal",
]
