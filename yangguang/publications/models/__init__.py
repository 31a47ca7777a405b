from .columns import Banner, Column, ColumnEntry
from .course import Counter, IndexCode, ReleaseSet, ReviewRule, SignOff, Version
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
from .relations import Attachment, AttachmentUse, Binding, Issuer, Tally

__all__ = [
    "COURSE_FIELDS",
    "TEXT_FIELDS",
    "Attachment",
    "AttachmentUse",
    "Banner",
    "Binding",
    "Column",
    "ColumnEntry",
    "Counter",
    "ImportBatch",
    "ImportSource",
    "ImportedRow",
    "IndexCode",
    "Issuer",
    "Openness",
    "Publication",
    "PublicationQuerySet",
    "Reject",
    "ReleaseSet",
    "ReviewRule",
    "SignOff",
    "Stage",
    "Tally",
    "Validity",
    "Version",
    "Withdrawal",
]
