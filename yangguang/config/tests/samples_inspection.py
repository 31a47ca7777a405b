"""Arguments of the views of inspection."""

from __future__ import annotations

from django.utils import timezone

from yangguang.core.actors import operator
from yangguang.inspection import keeping
from yangguang.inspection.actions import judging, sites
from yangguang.inspection.models import Brief, Finding, Moment, Petition, Ruleset, Run, Site
from yangguang.organisations.models import Unit

from .samples import OWNED, SHARED, Arguments, sample


def _of(unit: Unit) -> Site:
    sites.load_packaged(actor=operator())
    rules = Ruleset.objects.get(code="gbmh-2019-19", version=1)
    address = f"https://shili{unit.pk}.example.org/"
    return Site.objects.filter(address=address).first() or Site.objects.create(
        name="示例网站", address=address, unit=unit, ruleset=rules
    )


def _found(unit: Unit) -> Finding:
    return judging.add(_of(unit), actor=operator(), item="W-V1", text="示例：问题", unit=unit)


@sample("inspection:site", "inspection:edit", "inspection:inspect", "inspection:add", rows=OWNED)
def _site(unit: Unit) -> Arguments:
    return {"pk": _of(unit).pk}


@sample("inspection:visits", rows=OWNED)
def _visits(unit: Unit) -> Arguments:
    return {"pk": _of(unit).pk, "form": "csv"}


def _done(unit: Unit) -> Run:
    site = _of(unit)
    now = timezone.now()
    return Run.objects.create(
        site=site,
        ruleset=site.ruleset,
        state="done",
        by_label="示例",
        started_at=now,
        ended_at=now,
        complete=True,
    )


@sample("inspection:run", rows=OWNED)
def _run(unit: Unit) -> Arguments:
    return {"pk": _done(unit).pk}


@sample("inspection:run-act", rows=OWNED)
def _run_act(unit: Unit) -> Arguments:
    return {"pk": _done(unit).pk, "what": "cancel"}


@sample("inspection:finding", rows=OWNED)
def _finding(unit: Unit) -> Arguments:
    return {"pk": _found(unit).pk}


@sample("inspection:kept", rows=OWNED)
def _kept(unit: Unit) -> Arguments:
    found = _found(unit)
    keeping.keep(found, Moment.BEFORE, "https://example.org/", "<p>示例</p>".encode())
    return {"pk": found.pk, "moment": Moment.BEFORE.value}


@sample("inspection:act", rows=OWNED)
def _act(unit: Unit) -> Arguments:
    return {"pk": _found(unit).pk, "what": "start"}


@sample("inspection:decide", rows=OWNED)
def _decide(unit: Unit) -> Arguments:
    made = Petition.objects.create(finding=_found(unit), kind="appeal", text="示例", by=unit, by_label="示例")
    return {"pk": made.pk}


@sample("inspection:export", rows=SHARED)
def _export(unit: Unit) -> Arguments:
    return {"form": "csv"}


@sample("inspection:set", rows=SHARED)
def _set(unit: Unit) -> Arguments:
    return {"pk": _of(unit).ruleset_id}


def _brief() -> Brief:
    found, _ = Brief.objects.get_or_create(
        year=2021, quarter=1, defaults={"title": "示例通报", "opening": "示例", "demands": "示例", "by_label": "示例",
                                        "figures": {"until": "2021-03-31", "runs": 0, "sites": [], "kinds": {}, "items": [], "found": 0,
                                                    "closed": 0, "overdue": [], "overdue_all": 0, "units": []}},
    )  # fmt: skip
    return found


@sample("inspection:brief", "inspection:brief-word", rows=SHARED)
def _one_brief(unit: Unit) -> Arguments:
    return {"pk": _brief().pk}


@sample("inspection:brief-act", rows=SHARED)
def _brief_act(unit: Unit) -> Arguments:
    return {"pk": _brief().pk, "what": "recount"}
