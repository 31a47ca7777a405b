"""Files as parts that can be checked: everything that would go out with them, seen or not.

``read`` never raises for a bad file: what can't be read is told in the reading, in words for the person who sent it.
"""

from .apart import read_guarded
from .files import Reading, read

__all__ = ["Reading", "read", "read_guarded"]
