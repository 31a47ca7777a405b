"""``python -m yangguang.inspection``: the inspection without the workbench around it (no text rules)."""

import sys

from .console import alone

if __name__ == "__main__":
    sys.exit(alone())
