"""REG-01 to REG-10 (tasks 22, 23, 24)."""

from . import official, register, upkeep  # noqa: F401
