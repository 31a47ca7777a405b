from .campaigns import Campaign, CampaignItem, Confirmation
from .citations import Citation, Indexed, IssuedNumber, Law, NumberReason, Official
from .norm import (
    Article,
    ArticleChange,
    ForceSpan,
    Norm,
    NormQuerySet,
    Procedure,
    RegisterCounter,
    Registration,
    Relation,
    Step,
    TermRule,
)

__all__ = [
    "Article",
    "ArticleChange",
    "Campaign",
    "CampaignItem",
    "Citation",
    "Confirmation",
    "ForceSpan",
    "Indexed",
    "IssuedNumber",
    "Law",
    "Norm",
    "NormQuerySet",
    "NumberReason",
    "Official",
    "Procedure",
    "RegisterCounter",
    "Registration",
    "Relation",
    "Step",
    "TermRule",
]
