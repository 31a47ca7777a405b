"""Indicators over the registers; importing the modules registers them."""

from . import emergencies, enforcement, guidance, lists, subsidies

__all__ = ["emergencies", "enforcement", "guidance", "lists", "subsidies"]
