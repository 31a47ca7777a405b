"""The one console command, ``yangguang``: every subcommand is a Django management command of some room."""

import os
import sys


def main() -> None:
    """Run ``yangguang SUBCOMMAND …``; exits with the subcommand's status."""
    if sys.argv[1:2] == ["inspect"] and "--no-text" in sys.argv:
        # Without the rules for text nothing of the workbench is needed: a third of the memory, and no settings.
        from yangguang.inspection.console import alone

        del sys.argv[1]
        sys.exit(alone())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["yangguang", *sys.argv[1:]])
    except BrokenPipeError:  # `yangguang … | head` is no error
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
