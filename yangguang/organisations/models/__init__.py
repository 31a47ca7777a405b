"""Units, groups, people and their roles."""

from .people import PasswordRecord, User
from .roles import AdminGrant, Administrator, Membership, Role, UnitRole
from .units import Contact, Unit, UnitGroup, UnitKind, UnitName

__all__ = [
    "AdminGrant",
    "Administrator",
    "Contact",
    "Membership",
    "PasswordRecord",
    "Role",
    "Unit",
    "UnitGroup",
    "UnitKind",
    "UnitName",
    "UnitRole",
    "User",
]
