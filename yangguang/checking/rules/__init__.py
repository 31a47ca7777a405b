"""The rules. Each module registers its own when it is imported; ``apps.py`` imports them all."""
