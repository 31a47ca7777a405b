"""索引号: unique, and gapless per unit, class and year, because the number is taken inside the release."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction

from yangguang.organisations.models import Unit

from . import kinds, rules
from .models import Counter, IndexCode


def org_code(unit: Unit) -> str:
    """The unit's code inside the 索引号: the registered one, else one made of the unit's own code (待核)."""
    found = IndexCode.objects.filter(unit=unit).values_list("code", flat=True).first()
    return found or own_code(unit)


def own_code(unit: Unit) -> str:
    """What stands for a unit until the city has given it a code (待核)."""
    prefix: str = settings.INDEX_NUMBER_PREFIX
    return f"{prefix}{unit.code}"


def take(unit: Unit, kind: str, year: int, count: int = 1) -> list[str]:
    """The next ``count`` numbers. Must run inside the release's transaction; a rollback gives them back."""
    category = kinds.KINDS.get(kind).category
    counter = _locked(unit, category, year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    org = org_code(unit)
    return [
        rules.format_index_number(settings.INDEX_NUMBER_PATTERN, org=org, category=category, year=year, seq=n)
        for n in range(first, first + count)
    ]


def _locked(unit: Unit, category: str, year: int) -> Counter:
    where = {"unit": unit, "category": category, "year": year}
    found = Counter.objects.select_for_update().filter(**where).first()
    if found is None:
        try:
            with transaction.atomic():
                Counter.objects.create(**where)
        except IntegrityError:  # another release made it between our look and our write
            pass
        found = Counter.objects.select_for_update().get(**where)
    return found
