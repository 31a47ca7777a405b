"""Tables of the request desk."""

from .applying import Draft, DraftFile, MatchDay, MatchItem, Suggestion, Tries, UsedChallenge
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
    "Draft",
    "DraftFile",
    "FeeNotice",
    "FoiRequest",
    "Letter",
    "MatchDay",
    "MatchItem",
    "Message",
    "ReasonText",
    "RequestFile",
    "SearchRecord",
    "Suggestion",
    "Tries",
    "UsedChallenge",
    "Vetting",
    "Way",
]
