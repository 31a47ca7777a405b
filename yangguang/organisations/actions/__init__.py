"""Every write of this room: units, contacts, people, administrators, one's own account."""

from .accounts import (
    begin_two_step,
    change_own_details,
    change_own_password,
    confirm_two_step,
    disable_two_step,
    renew_backup_codes,
)
from .administrators import grant_admin, revoke_admin
from .contacts import confirm_contact, set_contact
from .people import (
    change_person,
    create_person,
    deactivate,
    end_role,
    grant_role,
    reactivate,
    reset_password,
    reset_two_step,
    unlock,
)
from .units import change_unit, create_unit, end_unit, merge_unit, set_group_members

__all__ = [
    "begin_two_step",
    "change_own_details",
    "change_own_password",
    "change_person",
    "change_unit",
    "confirm_contact",
    "confirm_two_step",
    "create_person",
    "create_unit",
    "deactivate",
    "disable_two_step",
    "end_role",
    "end_unit",
    "grant_admin",
    "grant_role",
    "merge_unit",
    "reactivate",
    "renew_backup_codes",
    "reset_password",
    "reset_two_step",
    "revoke_admin",
    "set_contact",
    "set_group_members",
    "unlock",
]
