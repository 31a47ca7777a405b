"""``python -m yangguang.inspection``: the inspection without the workbench around it (no text rules)."""

import sys

from .console import main

if __name__ == "__main__":
    sys.exit(main())
