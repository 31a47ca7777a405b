"""What other rooms ask of the inspection: which addresses were found not to open."""

from __future__ import annotations

from collections.abc import Collection

from yangguang.publications import knowing

from .models import Finding

_PROBES = ("link.broken", "link.external", "attachment.broken")


def dead(addresses: Collection[str]) -> set[str]:
    """Those of the addresses with an open finding that they do not open."""
    wanted = {form: a for a in addresses for form in (a, a.rstrip("/"), f"{a.rstrip('/')}/")}
    rows = Finding.objects.counted().filter(probe__in=_PROBES, target__in=wanted)
    return {wanted[target] for target in rows.values_list("target", flat=True)}


knowing.register(knowing.Knower("inspection", dead=dead))
