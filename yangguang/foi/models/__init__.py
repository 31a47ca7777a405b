"""Tables of the request desk."""

from .handling import Consultation, Determination, FeeNotice, SearchRecord, Vetting
from .reasons import ReasonText
from .replying import Challenge, Conversion, Delivery, DeskSettings, Letter
from .requests import (
    Applicant,
    ApplicantKind,
    Carrier,
    ClockEvent,
    FoiRequest,
    Message,
    RequestFile,
    Way,
)

__all__ = [
    "Applicant",
    "ApplicantKind",
    "Carrier",
    "Challenge",
    "ClockEvent",
    "Consultation",
    "Conversion",
    "Delivery",
    "DeskSettings",
    "Determination",
    "FeeNotice",
    "FoiRequest",
    "Letter",
    "Message",
    "ReasonText",
    "RequestFile",
    "SearchRecord",
    "Vetting",
    "Way",
]
