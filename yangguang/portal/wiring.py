"""What one room knows and another asks for, joined above both: they do not know each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from yangguang.gazette import registers
from yangguang.norms.models import Norm


def registered_norms(year: int, as_of: dt.date) -> Iterable[registers.Norm]:
    """The register's documents of a year for the gazette (GAZ-03), by their 成文日期, as registered by the day."""
    rows = Norm.objects.registered().filter(
        written_on__year=year, written_on__lte=as_of, registered_on__lte=as_of
    )
    for norm in rows.defer("body").order_by("written_on", "pk"):
        assert norm.written_on is not None
        yield registers.Norm(
            f"norms.norm:{norm.pk}", norm.title, norm.unit_id, norm.written_on, norm.publication_id,
            norm.get_absolute_url(),
        )  # fmt: skip


def register() -> None:
    """Called once when everything is loaded."""
    source = registers.NormSource("norms", "登记簿里的规范性文件", 10, registered_norms)
    registers.NORM_SOURCES.add(source.code, source)
