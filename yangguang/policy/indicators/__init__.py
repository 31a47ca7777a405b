"""What explaining policies proves of tasks 13, 14, 16, 17, 18."""

from . import explained, passing, presses, quality, sending

__all__ = ["explained", "passing", "presses", "quality", "sending"]
