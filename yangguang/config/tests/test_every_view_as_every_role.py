"""Walk every registered view as every role: nobody sees what is not theirs, no page fails, no reading writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from yangguang.core.models import AuditEntry
from yangguang.duties.models import Duty
from yangguang.organisations.models import Administrator, Role, Unit, User
from yangguang.organisations.permissions import Act, powers
from yangguang.organisations.tests.factories import (
    make_administrator,
    make_person,
    make_unit,
    openness_office,
)

from . import samples_policy, samples_publishing  # noqa: F401 - they register their samples
from .samples import OWNED, SAMPLES

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]

# The only views under /desk/ that someone may meet without having signed in.
PUBLIC_DESK = {"organisations:sign-in", "organisations:second-step", "organisations:sign-out"}
TURNED_AWAY = {403, 404}
POST_ONLY = 405


@dataclass(frozen=True)
class View:
    """One registered address: its name, its view function, and the names of its arguments."""

    name: str
    func: Any
    arguments: frozenset[str]

    @property
    def acts(self) -> tuple[Act, ...] | None:
        """The acts of which one opens the view; () for everyone signed in; None when nothing guards it."""
        return getattr(self.func, "requires_acts", None)

    def opens_for(self, user: User) -> bool:
        assert self.acts is not None
        held = powers(user)
        anywhere = self.func.requires_anywhere
        return not self.acts or any(
            held.may_anywhere(a) if anywhere else a in held.everywhere for a in self.acts
        )

    def address(self, unit: Unit) -> str:
        """The address, for a record of ``unit`` where the view takes one."""
        if not self.arguments:
            return reverse(self.name)
        return reverse(
            self.name, kwargs={k: v for k, v in SAMPLES[self.name].make(unit).items() if k in self.arguments}
        )


def _walk(patterns: Any, namespace: str = "") -> Iterator[View]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            arguments = {*entry.pattern.converters, *entry.pattern.regex.groupindex}
            yield View(f"{namespace}{entry.name or ''}", entry.callback, frozenset(arguments))


VIEWS = list(_walk(get_resolver().url_patterns))
# A view in a namespace within a namespace is registered in samples.py under the innermost, as its room calls it.
for _view in VIEWS:
    inner = ":".join(_view.name.split(":")[-2:])
    if inner in SAMPLES and _view.name not in SAMPLES:
        SAMPLES[_view.name] = SAMPLES[inner]
# One without a sample fails its own test by name, and is left out here.
KNOWN = [v for v in VIEWS if not v.arguments or v.name in SAMPLES]
DESK = [v for v in KNOWN if v.acts is not None]


def on_desk(view: View) -> bool:
    return view.address(make_unit()).startswith("/desk/")


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def test_every_address_has_a_name():
    assert not [v for v in VIEWS if v.name.endswith(":") or not v.name]


def test_every_argument_has_a_sample():
    missing = sorted(v.name for v in VIEWS if v.arguments and v.name not in SAMPLES)
    assert not missing, (
        "Register real arguments for these views in yangguang/config/tests/samples.py, with @sample(name, rows=OWNED) "
        f"when the record belongs to a unit, else rows=SHARED: {', '.join(missing)}"
    )


def test_every_view_of_the_workbench_is_guarded():
    bare = [v.name for v in KNOWN if v.acts is None and v.name not in PUBLIC_DESK and on_desk(v)]
    assert not bare, f"These views need @requires(Act.…) or @signed_in: {', '.join(bare)}"


def _ask(client: Client, method: str, address: str) -> Any:
    """The answer, with a server error as an answer too."""
    client.raise_request_exception = False
    return getattr(client, method)(address)


def test_visitors_see_no_page_of_the_workbench_and_no_error_anywhere():
    unit, wrong, client = make_unit(), [], Client()
    for view in KNOWN:
        address = view.address(unit)
        entries = AuditEntry.objects.count()
        for method in ("get", "post"):
            answer = _ask(client, method, address)
            fine = answer.status_code < 500
            if address.startswith("/desk/") and view.name not in PUBLIC_DESK:
                sent = answer.status_code == 302 and answer.url.startswith("/desk/sign-in/")
                fine = sent or (method == "get" and answer.status_code == POST_ONLY)
            if not fine:
                wrong.append(f"{method} {address} ({view.name}): {answer.status_code}")
            if view.name != "organisations:sign-in" and AuditEntry.objects.count() != entries:
                wrong.append(f"{method} {address} ({view.name}) wrote")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [None, Role.OPENNESS])
def test_a_site_without_any_record_has_no_error(role):
    """The first day: nothing imported, nothing measured; every page says what to do instead of failing."""
    client, wrong = Client(), []
    if role:
        client.force_login(make_person(role, openness_office()))
    for view in VIEWS:
        if not view.arguments:
            answer = _ask(client, "get", reverse(view.name))
            if answer.status_code >= 500:
                wrong.append(f"{view.name}: {answer.status_code}")
    assert not wrong, ", ".join(wrong)


PERSONS = [
    *((role, place) for role in Role.values for place in ("own", "office")),
    *((kind, "admin") for kind in Administrator.values),
]


def _person(role: str, place: str, unit: Unit) -> User:
    if place == "admin":
        return make_administrator(role)
    return make_person(role, openness_office() if place == "office" else unit)


@pytest.mark.parametrize(("role", "place"), PERSONS)
def test_each_role_opens_what_it_may_and_nothing_else(role, place):
    office, unit = openness_office(), make_unit()
    at = office if place == "office" else unit
    user = _person(role, place, unit)
    client, wrong = Client(), []
    client.force_login(user)
    for view in DESK:
        address = view.address(at)
        entries = AuditEntry.objects.count()
        answer = _ask(client, "get", address)
        if view.opens_for(user):
            fine = answer.status_code < 500 and answer.status_code != 403
        else:
            posted = _ask(client, "post", address)
            fine = answer.status_code in TURNED_AWAY | {POST_ONLY} and posted.status_code in TURNED_AWAY
        if not fine:
            wrong.append(f"{address} ({view.name}): {answer.status_code}")
        if AuditEntry.objects.count() != entries:
            wrong.append(f"{address} ({view.name}) wrote")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", Role.values)
def test_a_record_of_another_unit_is_not_found(role):
    """The row-level policy: whoever holds the role at one unit meets 403 or 404 for every record of another."""
    openness_office()
    mine, other = make_unit(), make_unit()
    user = make_person(role, mine)
    client, wrong = Client(), []
    client.force_login(user)
    for view in DESK:
        if not view.arguments or SAMPLES[view.name].rows != OWNED:
            continue
        address = view.address(other)
        entries = AuditEntry.objects.count()
        got, posted = _ask(client, "get", address), _ask(client, "post", address)
        if got.status_code not in TURNED_AWAY | {POST_ONLY} or posted.status_code not in TURNED_AWAY | {
            POST_ONLY
        }:
            wrong.append(f"{address} ({view.name}): GET {got.status_code}, POST {posted.status_code}")
        if AuditEntry.objects.count() != entries:
            wrong.append(f"{address} ({view.name}) wrote")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [Role.HEAD, Role.OPENNESS])
def test_no_list_names_another_units_record(role):
    """Lists hold what single records hold: the title of another unit's duty appears on no page of the workbench."""
    openness_office()
    mine, other = make_unit(), make_unit()
    Duty.objects.create(kind="sample", key="secret", unit=other, title="别的单位的示例事项")
    user, wrong = make_person(role, mine), []
    client = Client()
    client.force_login(user)
    for view in DESK:
        if view.arguments or not view.opens_for(user):
            continue
        for query in ("", "?format=csv", "?format=xlsx"):
            answer = _ask(client, "get", view.address(mine) + query)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if "别的单位的示例事项".encode() in body:
                wrong.append(view.name + query)
    assert not wrong, ", ".join(wrong)
