"""Fixtures that every room's tests may ask for; see organisations/tests/factories.py for single units and people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings

from yangguang.core.actors import Actor, operator

# Nothing in the suite is timed: a busy machine must not fail a test that is right.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """What one test cached (the calendar) must not reach the next, whose database knows nothing of it."""
    from yangguang.search import lexicon

    cache.clear()
    lexicon.changed()


@pytest.fixture(autouse=True)
def _fresh_lists(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of expressions that one test compiled must not reach the next; a test without a database has the packaged ones."""
    from yangguang.checking.names import units as checked_units
    from yangguang.checking.wordlists import inforce

    inforce.forget(all_of_it=True)
    checked_units.forget()
    asks = {"db", "transactional_db", "django_db_setup", "live_server"} & set(request.fixturenames)
    if not asks and request.node.get_closest_marker("django_db") is None:
        monkeypatch.setattr(inforce, "has_database", lambda: False)


@pytest.fixture
def units(db: Any) -> dict[str, Any]:
    """The packaged district, loaded: every unit by its short name (communities left out)."""
    from yangguang.organisations import loading
    from yangguang.organisations.models import Unit, UnitKind

    loading.load(loading.packaged_data(), loading.PACKAGED, operator())
    return {u.name: u for u in Unit.objects.exclude(kind=UnitKind.COMMUNITY)}


@pytest.fixture
def actor_for(db: Any) -> Callable[..., Actor]:
    """``actor_for(role, unit)``: a new person with the role at the unit, at a browser."""
    from yangguang.organisations.tests import factories

    return factories.actor_for


def pytest_configure(config: Any) -> None:
    """Drafts of the shared factory pass the gates of upper rooms; those rooms' own tests make theirs themselves."""
    from yangguang.policy.tests.factories import excuse
    from yangguang.publications.tests import factories

    if excuse not in factories.PREPARE:
        factories.PREPARE.append(excuse)
