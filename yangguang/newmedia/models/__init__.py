"""Tables of the room: accounts and their filings, posts, texts to be sent, campaigns."""

from .accounts import IN_FORCE, Account, AccountState, Interaction, Platform, Sighting, StateSpan
from .campaigns import Campaign, CampaignEntry, Decision
from .filings import Filing, FilingKind, FilingState
from .imports import MediaImport
from .messages import Message, MessageState, ShortLink, Step
from .posts import Post

__all__ = [
    "IN_FORCE", "Account", "AccountState", "Campaign", "CampaignEntry", "Decision", "Filing", "FilingKind",
    "FilingState", "Interaction", "MediaImport", "Message", "MessageState", "Platform", "Post", "ShortLink", "Sighting",
    "StateSpan", "Step",
]  # fmt: skip
