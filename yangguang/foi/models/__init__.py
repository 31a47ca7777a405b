"""Tables of the request desk."""

from .applying import Draft, DraftFile, MatchDay, MatchItem, Suggestion, Tries, UsedChallenge
from .figures import FiguresImport, YearFigures
from .guides import HandlingGuide
from .handling import Consultation, Determination, FeeNotice, SearchRecord, Vetting
from .oversight import (
    Alarm,
    CalendarCheck,
    ChannelProbe,
    GuidingCase,
    RepeatedMatter,
    ReplyRound,
    ReplySample,
    Training,
)
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
from .sent import SentForm
from .severing import Severance

__all__ = [
    "Alarm",
    "Applicant",
    "ApplicantKind",
    "CalendarCheck",
    "Carrier",
    "Challenge",
    "ChannelProbe",
    "ClockEvent",
    "Consultation",
    "Conversion",
    "Delivery",
    "DeskSettings",
    "Determination",
    "Draft",
    "DraftFile",
    "FeeNotice",
    "FiguresImport",
    "FoiRequest",
    "GuidingCase",
    "HandlingGuide",
    "Letter",
    "MatchDay",
    "MatchItem",
    "Message",
    "ReasonText",
    "RepeatedMatter",
    "ReplyRound",
    "ReplySample",
    "RequestFile",
    "SearchRecord",
    "SentForm",
    "Severance",
    "Suggestion",
    "Training",
    "Tries",
    "UsedChallenge",
    "Vetting",
    "Way",
    "YearFigures",
]
