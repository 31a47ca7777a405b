"""Tables of the request desk."""

from .figures import FiguresImport, YearFigures
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
    "FeeNotice",
    "FiguresImport",
    "FoiRequest",
    "GuidingCase",
    "Letter",
    "Message",
    "RepeatedMatter",
    "ReplyRound",
    "ReplySample",
    "RequestFile",
    "SearchRecord",
    "Training",
    "Vetting",
    "Way",
    "YearFigures",
]
