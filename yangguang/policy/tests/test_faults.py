"""The process dies at any step of a joint release: after the restart both pages are public, or neither."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest
from django.db import connection
from django.test import Client

from yangguang.policy import queries
from yangguang.policy.actions import signing
from yangguang.policy.models import Package
from yangguang.publications.models import (
    ColumnEntry,
    Counter,
    Issuer,
    Publication,
    ReleaseSet,
    Stage,
    Version,
)
from yangguang.publications.tests.factories import make_column

from .factories import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.task(14)]

# Where the process is killed: (module, name, how many calls it lives through).
STEPS = (
    ("yangguang.publications.actions.releasing.publish", 0),
    ("yangguang.publications.numbering.take", 0),
    ("yangguang.publications.placing.place", 0),
    ("yangguang.publications.actions.releasing.publish", 1),
    ("yangguang.publications.numbering.take", 1),
    ("yangguang.publications.placing.place", 1),
    ("yangguang.policy.following.placed", 1),
    ("yangguang.delivery.pages.purge", 2),
    ("yangguang.publications.models.ReleaseSet.save", 1),
    ("yangguang.core.audit.append", 3),
    ("yangguang.core.audit.append", 4),
)
AFTER = ("commit", 0)

CHILD = """
    import os, signal, sys
    import django
    from django.conf import settings
    django.setup()
    from django.db import connections, transaction
    settings.DATABASES["default"]["NAME"] = os.environ["FAULT_DATABASE"]
    connections["default"].settings_dict["NAME"] = os.environ["FAULT_DATABASE"]
    from importlib import import_module
    from yangguang.core.actors import Actor
    from yangguang.organisations.models import User
    from yangguang.policy.actions import signing
    from yangguang.policy.models import Package

    path, lives = os.environ["FAULT_STEP"], int(os.environ["FAULT_LIVES"])

    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    if path != "commit":
        parts = path.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            try:
                holder = import_module(".".join(parts[:cut]))
            except ImportError:
                continue
            for name in parts[cut:-1]:
                holder = getattr(holder, name)
            break
        real, calls = getattr(holder, parts[-1]), [0]

        def step(*args, **kwargs):
            calls[0] += 1
            if calls[0] > lives:
                die()
            return real(*args, **kwargs)

        setattr(holder, parts[-1], step)
        if path.endswith("following.placed"):
            from yangguang.publications import placing
            placing.FOLLOWERS._items["policy"] = placing.Follower("policy", step, lambda record: None)
    user = User.objects.get(pk=int(os.environ["FAULT_USER"]))
    package = Package.objects.get(pk=int(os.environ["FAULT_PACKAGE"]))
    signing.release(package, actor=Actor(label="示例", user=user, channel="网页"))
    die()
"""


def killed(package: Package, user: int, step: str, lives: int) -> None:
    """Release in a process of its own that is killed at the step."""
    name = connection.settings_dict["NAME"]
    connection.close()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CHILD)],
        env={
            **os.environ, "DJANGO_SETTINGS_MODULE": "yangguang.config.settings_test", "FAULT_DATABASE": str(name),
            "FAULT_STEP": step, "FAULT_LIVES": str(lives), "FAULT_USER": str(user), "FAULT_PACKAGE": str(package.pk),
        },
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr[-2000:]


def state_of(package: Package) -> tuple[bool, bool]:
    document = Publication.objects.get(pk=package.document_id)
    return document.live, queries.materials(package)[0].live


@pytest.mark.parametrize(("step", "lives"), [*STEPS, AFTER])
def test_killed_at_any_step_both_pages_are_public_or_neither(step, lives):
    desk = Desk()
    column = make_column(desk.unit, query={"kinds": ["policy", "explanation"]})
    package = desk.signed(desk.accepted())
    killed(package, desk.team.people["editor"].pk, step, lives)
    public = (step, lives) == AFTER
    assert state_of(package) == (public, public)
    package.refresh_from_db()
    client = Client()
    members = [package.document, *queries.materials(package)]
    assert [client.get(m.get_absolute_url()).status_code for m in members] == [200 if public else 404] * 2
    if not public:
        # Nothing at all is left of the attempt, and the same click works after the restart.
        assert not Version.objects.exists()
        assert not Issuer.objects.exists()
        assert not ColumnEntry.objects.exists()
        assert not Counter.objects.filter(last__gt=0).exists()
        assert not ReleaseSet.objects.filter(state="released").exists()
        assert {m.stage for m in members} == {Stage.READY}
        signing.release(package, actor=desk.team.editor)
        assert state_of(package) == (True, True)
    package.refresh_from_db()
    assert package.state == Package.State.RELEASED
    column.refresh_from_db()
    assert column.entry_count == 2
    assert [m.index_number for m in Publication.objects.order_by("pk")] == [
        m.index_number for m in Publication.objects.exclude(index_number=None).order_by("pk")
    ]
