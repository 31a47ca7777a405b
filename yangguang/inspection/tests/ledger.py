"""Sites, inspections and what they saw, for tests; all texts are 示例."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count
from typing import Any

from django.utils import timezone

from yangguang.core.actors import Actor, operator
from yangguang.inspection.actions import running, sites
from yangguang.inspection.models import Finding, Ruleset, Run, Site
from yangguang.inspection.observing import Column, Observed, Report
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office

_numbers = count(1)


class Bench:
    """A site of a unit, the office that supervises, and the unit's editor."""

    def __init__(self, **values: Any) -> None:
        self.office_unit = openness_office()
        self.unit: Unit = make_unit()
        self.office: Actor = actor_for(Role.OPENNESS, self.office_unit)
        self.editor: Actor = actor_for(Role.EDITOR, self.unit)
        sites.load_packaged(actor=operator())
        self.rules = Ruleset.objects.get(code="gbmh-2019-19", version=1)
        start = {
            "name": "示例网站",
            "address": f"https://s{next(_numbers)}.example.org/",
            "ruleset": self.rules,
            "every": "week",
        }
        self.site: Site = sites.register(self.unit, actor=self.office, values={**start, **values})

    def url(self, path: str) -> str:
        return self.site.address + path

    def saw(
        self, probe: str, path: str = "gone.html", pages: Sequence[str] = ("a.html",), **evidence: Any
    ) -> list[Observed]:
        target = path if path.startswith("http") else self.url(path)
        now = timezone.now()
        return [Observed(probe, target, self.url(p), evidence, now) for p in pages]

    def inspected(
        self, *observed: list[Observed], columns: Sequence[Column] = (), complete: bool = True, **more: Any
    ) -> Run:
        """A whole run that saw this."""
        run = running.ask(self.site, actor=self.office)
        run = running.take()
        assert run is not None
        now = timezone.now()
        flat = [o for group in observed for o in group]
        return running.finish(
            run, Report(self.site.address, now, now, pages=10, columns=list(columns), observed=flat, complete=complete, **more)
        )  # fmt: skip

    def finding(self, **more: Any) -> Finding:
        self.inspected(self.saw("link.broken", status=404, **more))
        return Finding.objects.get(site=self.site, probe="link.broken")

    def column(self, number: int, kind: str = "动态要闻", last: dt.date | None = None) -> Column:
        return Column(self.url(f"c{number}/"), f"示例栏目{number}", kind, last, 5)
