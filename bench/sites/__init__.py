"""Made-up sites with planted defects. ``alpha`` is the one the inspection was tuned on; ``beta`` and ``gamma`` are not."""
