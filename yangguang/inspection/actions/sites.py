"""Sites and indicator sets: entered, changed, imported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import sets
from ..models import Ruleset, Site
from ..observing import KINDS

FIELDS = (
    "name", "address", "unit", "ours", "allow", "every", "weekday", "ruleset", "mapping", "limit", "external",
    "confirm_automatically", "ping_minutes", "active",
)  # fmt: skip
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*", re.UNICODE)
ROWS = 300


def read_mapping(text: str, units: Mapping[str, Unit]) -> tuple[list[dict[str, Any]], list[str]]:
    """Columns set down by hand, a line each: address, name, kind, mark (筹建中), unit, split by commas; and the faults."""
    rows, faults = [], []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [c.strip() for c in line.replace("，", ",").split(",")]
        if not any(cells):
            continue
        url, name, kind, exempt, unit, *more = (*cells, "", "", "", "")
        if any(more[: max(len(cells) - 5, 0)]) or not url:
            faults.append(f"第 {number} 行读不懂，应写作：网址,栏目名称,类别,标记,责任单位")
        elif kind and kind not in KINDS:
            faults.append(f"第 {number} 行的类别“{kind}”不对，可用：{'、'.join(KINDS)}")
        elif unit and unit not in units:
            faults.append(f"第 {number} 行的单位“{unit}”没有登记，请写机构名册里的简称")
        else:
            row: dict[str, Any] = {"url": url[:300], "name": name[:60], "kind": kind, "exempt": exempt[:20]}
            if unit:
                row["unit"] = units[unit].pk
            rows.append(row)
    if len(rows) > ROWS:
        faults.append(f"栏目对照最多 {ROWS} 行")
    return rows, faults


def write_mapping(site: Site) -> str:
    """The lines of ``read_mapping``."""
    names = dict(
        Unit.objects.filter(pk__in=[m["unit"] for m in site.mapping if m.get("unit")]).values_list(
            "pk", "name"
        )
    )
    return "\n".join(
        ",".join((m.get("url", ""), m.get("name", ""), m.get("kind", ""), m.get("exempt", ""), names.get(m.get("unit"), ""))).rstrip(",")
        for m in site.mapping
    )  # fmt: skip


def _faults(site: Site | None, values: Mapping[str, Any]) -> Iterator[Reason]:
    parts = urlsplit(str(values.get("address", "")))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        yield Reason("网址以 http:// 或 https:// 开头，不带用户名", field="address")
    same = Site.objects.filter(address=values.get("address"))
    if (same.exclude(pk=site.pk) if site else same).exists():
        yield Reason("这个网址已经登记", field="address")
    if values.get("ours"):
        own = Site.objects.filter(ours=True)
        if (own.exclude(pk=site.pk) if site else own).exists():
            yield Reason("本平台的网站已经登记", field="ours")
    for host in values.get("allow", ()):
        if not _HOST.fullmatch(host) or len(host) > 253:
            yield Reason(
                f"“{host[:60]}”不是主机名", "每行写一个，如 www.siming.gov.cn，不带 http://", field="allow"
            )


def _may_register(
    unit: Unit, *, actor: Actor, values: Mapping[str, Any] | None = None, **_: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE, unit)
    if values is not None:
        yield from _faults(None, values)


@verb("inspection.site.register", "登记了{object}", forbids=_may_register)
def register(unit: Unit, *, actor: Actor, values: Mapping[str, Any]) -> Site:
    """A site to inspect, in the name of the unit that runs it."""
    return Site.objects.create(**{k: values[k] for k in FIELDS if k in values} | {"unit": unit})


def _may_change(
    site: Site, *, actor: Actor, values: Mapping[str, Any] | None = None, **_: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE, site.unit)
    if values is not None:
        yield from _faults(site, {"address": site.address, "ours": site.ours, **values})


@verb("inspection.site.change", "修改了{object}的检查设置", forbids=_may_change)
def change(site: Site, *, actor: Actor, values: Mapping[str, Any]) -> Site:
    """Change how it is inspected; findings and past inspections stay."""
    for key in FIELDS:
        if key in values:
            setattr(site, key, values[key])
    site.save()
    return site


def examine_set(text: str) -> tuple[sets.IndicatorSet, Ruleset | None]:
    """The set a text describes, with the one it tightens if it is an overlay. Raises sets.Unreadable."""
    wanted = sets.base_of(text)
    if not wanted:
        return sets.read_set(text), None
    code, _, version = wanted.rpartition("@")
    base = (
        Ruleset.objects.filter(code=code, version=int(version), base=None).first()
        if version.isdecimal() and len(version) < 6
        else None
    )
    if base is None:
        raise sets.Unreadable([f"没有所依据的指标体系“{wanted}”，请先导入它，或按页面上的代码写 base"])
    return sets.overlaid(sets.read_set(base.text), text), base


def _may_import(code: str, *, actor: Actor, text: str | None = None, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if text is None:
        return
    try:
        found, base = examine_set(text)
    except sets.Unreadable as error:
        for fault in error.faults[:30]:
            yield Reason(fault, field="file")
        return
    named, version = (found.overlay if base else f"{found.code}@{found.version}").rsplit("@", 1)
    if Ruleset.objects.filter(code=named, version=int(version)).exists():
        yield Reason(f"{named} 的第 {version} 版已经导入", "改动过的内容请用新的 version", field="file")


@verb("inspection.ruleset.import", "导入了指标体系{object}", forbids=_may_import)
def import_set(code: str, *, actor: Actor, text: str) -> Ruleset:
    """Keep a set or overlay as a version of its own. ``code`` names it in the log."""
    found, base = examine_set(text)
    named, version = (found.overlay if base else f"{found.code}@{found.version}").rsplit("@", 1)
    name = found.name if base is None else sets.name_of(text)
    return Ruleset.objects.create(
        code=named, version=int(version), name=name[:100], document=found.document[:100], text=text, base=base,
        by_label=actor.label[:60],
    )  # fmt: skip


def load_packaged(*, actor: Actor) -> list[Ruleset]:
    """The sets of the package that are not there yet."""
    made = []
    for text in sets.packaged().values():
        found = sets.read_set(text)
        if not Ruleset.objects.filter(code=found.code, version=found.version).exists():
            made.append(import_set(found.label, actor=actor, text=text))
    return made
