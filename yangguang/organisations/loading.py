"""Loading units from packaged or given data, and the accounts that a new site begins with.

A load may be repeated at every start: it adds what is missing and follows corrections of the data, but what a
person has changed since the last load stays as the person left it, and the report says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor

from .actions.administrators import grant_admin
from .actions.people import adopt, grant_role
from .groups import make_groups
from .models import Administrator, Role, Unit, UnitGroup, UnitKind, UnitName, User
from .passwords import one_time_password
from .permissions import Act, reasons

Data = Mapping[str, Any]
FIELDS = ("name", "full_name", "full_name_verified", "kind", "order", "is_openness_office")
GROUP_FIELDS = ("name", "wordings", "rule")
PACKAGED = "siming.json"


def packaged_data() -> dict[str, Any]:
    """思明区's units, streets, communities and groups, as shipped."""
    text = (files("yangguang.organisations") / "data" / PACKAGED).read_text("utf-8")
    return json.loads(text)


def read_data(path: Path) -> dict[str, Any]:
    """Units from a file of the packaged shape; raises Refused naming what is wrong with it."""
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused([f"读不到 {path}：{error}"]) from error
    except json.JSONDecodeError as error:
        raise Refused([f"{path} 第 {error.lineno} 行不是合格的 JSON：{error.msg}"]) from error
    if faults := list(data_faults(data)):
        raise Refused(faults)
    return data


def _records(data: Data) -> Iterator[dict[str, Any]]:
    for key in ("units", "streets", "communities"):
        yield from data.get(key, ())


def data_faults(data: Any) -> Iterator[Reason]:
    """What makes data unfit to load, each fault with its place."""
    if not isinstance(data, dict) or not isinstance(data.get("units"), list):
        yield Reason("文件里没有 units 列表", "格式见 yangguang organisations export 的结果")
        return
    codes: set[str] = set()
    for number, record in enumerate(_records(data), 1):
        where = f"第 {number} 个单位（{record.get('name') or record.get('code') or '无名'}）"
        if missing := [k for k in ("code", "name", "kind") if not record.get(k)]:
            yield Reason(f"{where}没有 {'、'.join(missing)}")
        if record.get("kind") not in UnitKind.values:
            yield Reason(
                f"{where}的类别“{record.get('kind')}”不认识", f"只能是：{'、'.join(UnitKind.values)}"
            )
        if record.get("code") in codes:
            yield Reason(f"{where}的编码“{record['code']}”重复")
        codes.add(record.get("code", ""))
    for record in _records(data):
        if record.get("parent") and record["parent"] not in codes:
            yield Reason(f"“{record['name']}”的上级编码“{record['parent']}”不在文件里")
    for group in data.get("groups", ()):
        if group.get("rule") not in UnitGroup.Rule.values:
            yield Reason(f"分组“{group.get('name')}”的规则“{group.get('rule')}”不认识")


def _wanted(data: Data) -> dict[str, dict[str, Any]]:
    """Per code the fields and aliases that the data asks for."""
    wanted = {}
    for order, record in enumerate(_records(data), 1):
        wanted[record["code"]] = {
            "name": record["name"],
            "full_name": record.get("full_name") or record["name"],
            "full_name_verified": bool(record.get("full_name_verified")),
            "kind": record["kind"],
            "order": record.get("order", order),
            "is_openness_office": bool(record.get("is_openness_office")),
            "parent": record.get("parent", ""),
            "aliases": sorted(record.get("aliases", ())),
        }
    return wanted


@dataclass
class Changes:
    """What a load will do, found by comparing; ``kept`` tells what a person changed and the load leaves alone."""

    new: list[str] = field(default_factory=list)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)  # code: the fields that follow the data
    groups: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.groups)


def compare(data: Data) -> Changes:
    """What loading ``data`` would add and change. Reads only; three queries."""
    changes = Changes()
    known = {u.code: u for u in Unit.objects.prefetch_related("names")}
    # A unit that a person set up under the same short name is the same unit, though its code differs.
    named = {u.name: u.code for u in known.values() if u.active_to is None and u.kind != UnitKind.COMMUNITY}
    for code, said in _wanted(data).items():
        unit = known.get(code)
        if unit is None:
            if said["kind"] != UnitKind.COMMUNITY and said["name"] in named:
                changes.kept.append(f"{said['name']}已由人工设立（编码 {named[said['name']]}），没有重复装入")
            else:
                changes.new.append(code)
            continue
        follow: dict[str, Any] = {}
        for name in FIELDS:
            now, last = getattr(unit, name), unit.loaded.get(name)
            if now == said[name] or said[name] == last:
                continue
            if now != last:
                label = getattr(Unit._meta.get_field(name), "verbose_name", name)
                changes.kept.append(f"{unit}的{label}保留人工修改的“{now}”，资料中为“{said[name]}”")
            else:
                follow[name] = said[name]
        if set(said["aliases"]) != set(unit.loaded.get("aliases", ())):
            follow["aliases"] = said["aliases"]
        if follow:
            changes.changed[code] = follow
    have = {g.code: [getattr(g, f) for f in GROUP_FIELDS] for g in UnitGroup.objects.all()}
    for group in data.get("groups", ()):
        if have.get(group["code"]) != [group[f] for f in GROUP_FIELDS]:
            changes.groups.append(group["code"])
    return changes


def _may_load(source: str, *, actor: Actor, data: Data, changes: Changes) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_UNITS)
    yield from data_faults(data)


@verb("organisations.load", "从{object}装入了机构", forbids=_may_load, hidden={"data"})
def load_units(source: str, *, actor: Actor, data: Data, changes: Changes) -> None:
    """Carry out ``changes`` (from ``compare``), in a fixed number of statements for the new units."""
    wanted = _wanted(data)
    units = {u.code: u for u in Unit.objects.all()}
    new = []
    for code in changes.new:
        said = wanted[code]
        unit = Unit(code=code, loaded=_loaded(said), **{f: said[f] for f in FIELDS})
        new.append(unit)
    # Those without a superior first: the others need its key.
    for batch in (
        [u for u in new if not wanted[u.code]["parent"]],
        [u for u in new if wanted[u.code]["parent"]],
    ):
        for unit in batch:
            parent = wanted[unit.code]["parent"]
            unit.parent = units[parent] if parent else None
        units.update((u.code, u) for u in Unit.objects.bulk_create(batch, batch_size=200))
    make_groups(new)
    UnitName.objects.bulk_create([UnitName(unit=u, name=a) for u in new for a in wanted[u.code]["aliases"]])
    for code, follow in changes.changed.items():
        _follow(units[code], wanted[code], dict(follow))
    for group in data.get("groups", ()):
        if group["code"] in changes.groups:
            UnitGroup.objects.update_or_create(
                code=group["code"], defaults={f: group[f] for f in GROUP_FIELDS}
            )


def _loaded(said: Mapping[str, Any]) -> dict[str, Any]:
    return {k: said[k] for k in (*FIELDS, "aliases")}


def _follow(unit: Unit, said: Mapping[str, Any], follow: dict[str, Any]) -> None:
    aliases = follow.pop("aliases", None)
    if aliases is not None:
        last = set(unit.loaded.get("aliases", ()))
        unit.names.filter(kind=UnitName.Kind.ALIAS, name__in=last - set(aliases)).delete()
        have = set(unit.names.values_list("name", flat=True))
        UnitName.objects.bulk_create([UnitName(unit=unit, name=a) for a in aliases if a not in last | have])
    for name, value in follow.items():
        setattr(unit, name, value)
    unit.loaded = _loaded(said)
    unit.save()


def load(data: Data, source: str, actor: Actor) -> Changes:
    """Load ``data``; returns what was done. Nothing to do writes nothing, the log included. Raises Refused."""
    if faults := list(data_faults(data)):
        raise Refused(faults)
    changes = compare(data)
    if changes:
        load_units(source, actor=actor, data=data, changes=changes)
    return changes


def export_data() -> dict[str, Any]:
    """All units of today and the groups, in the shape that ``load`` reads."""
    today = timezone.localdate()
    parts: dict[str, list[dict[str, Any]]] = {"units": [], "streets": [], "communities": []}
    places = {UnitKind.STREET: "streets", UnitKind.COMMUNITY: "communities"}
    for unit in Unit.objects.active(today).select_related("parent").prefetch_related("names"):
        record: dict[str, Any] = {f: getattr(unit, f) for f in ("code", *FIELDS)}
        record["aliases"] = [n.name for n in unit.names.all() if n.kind == UnitName.Kind.ALIAS]
        if unit.parent is not None:
            record["parent"] = unit.parent.code
        parts[places.get(UnitKind(unit.kind), "units")].append(record)
    groups = [{"code": g.code, **{f: getattr(g, f) for f in GROUP_FIELDS}} for g in UnitGroup.objects.all()]
    return {**parts, "groups": groups}


# Account name, unit and role (or kind of administrator) of the sample accounts.
SAMPLES: tuple[tuple[str, str, str], ...] = (
    ("office", "区政府办", Role.OPENNESS),
    ("office-head", "区政府办", Role.HEAD),
    ("fgj", "区发改局", Role.OPENNESS),
    ("fgj-head", "区发改局", Role.HEAD),
    # Three sign-offs need three people besides the author (三审三校).
    ("fgj-edit", "区发改局", Role.EDITOR),
    ("fgj-check", "区发改局", Role.REVIEWER),
    # Counsel is heard before a request is refused (task 32).
    ("fgj-law", "区发改局", Role.LAWYER),
    # The justice bureau keeps the register of normative documents.
    ("justice", "区司法局", Role.REVIEWER),
    ("justice-head", "区司法局", Role.HEAD),
    ("center", "区政务信息中心", Role.OPENNESS),
    ("street", "筼筜街道", Role.OPENNESS),
    ("system", "", Administrator.SYSTEM),
    ("security", "", Administrator.SECURITY),
    ("audit", "", Administrator.AUDIT),
)
_CALLED = {
    Role.OPENNESS: "示例专员",
    Role.HEAD: "示例负责人",
    Role.EDITOR: "示例编辑",
    Role.REVIEWER: "示例审核人",
    Role.LAWYER: "示例法律顾问",
}


def create_sample_accounts(actor: Actor) -> list[tuple[str, str, str, str]]:
    """Accounts to walk a trial site with: (account, name, role, password) of those that did not exist yet.

    Passwords are random and returned only now. An account whose unit does not exist is left out.
    """
    have = set(User.objects.values_list("username", flat=True))
    today = timezone.localdate()
    units = {u.name: u for u in Unit.objects.answerable(today)}
    made = []
    for username, unit_name, role in _missing(SAMPLES, have):
        if unit_name and unit_name not in units:
            continue
        password = one_time_password()
        if unit_name:
            name, shown = f"{_CALLED[Role(role)]}（{unit_name}）", f"{unit_name}{Role(role).label}"
        else:
            shown = Administrator(role).label
            name = f"示例{shown}"
        user = adopt(User(username=username, name=name), password, actor, must_change_password=False)
        if unit_name:
            grant_role(user, actor=actor, unit=units[unit_name], role=role, valid_from=today)
        else:
            grant_admin(user, actor=actor, kind=role)
        made.append((username, name, shown, password))
    return made


def _missing(samples: Iterable[tuple[str, str, str]], have: set[str]) -> Iterator[tuple[str, str, str]]:
    return (s for s in samples if s[0] not in have)


def create_administrator(username: str, name: str, kind: str, actor: Actor, password: str = "") -> str:
    """A real site's first administrators; returns the password (a random one-time password unless given).

    Raises Refused, as the two verbs that it calls do, and django's ValidationError for a weak password.
    """
    from django.contrib.auth.password_validation import validate_password
    from django.db import transaction

    with transaction.atomic():
        user = User(username=username, name=name)
        if password:
            validate_password(password, user)
        chosen = password or one_time_password()
        adopt(user, chosen, actor, must_change_password=not password)
        grant_admin(user, actor=actor, kind=kind)
    return chosen
