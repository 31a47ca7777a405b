from .autosaves import Autosave
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
from .relations import Attachment, AttachmentMention, AttachmentUse, Binding, Issuer, Link, Tally

__all__ = [
    "COURSE_FIELDS",
    "TEXT_FIELDS",
    "Attachment",
    "AttachmentMention",
    "AttachmentUse",
    "Autosave",
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
    "Link",
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
