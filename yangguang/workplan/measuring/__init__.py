"""Measuring: indicators are run over the live records, counted, kept, and turned into work for whoever can fix them."""


def register() -> None:
    """Load the indicators and jobs of this room (from ``AppConfig.ready``)."""
    from . import jobs  # noqa: F401
    from .indicators import attested, contacts, health, progress  # noqa: F401

    attested.register()
