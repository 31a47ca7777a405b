"""Gates of rooms above: asked on every way out, told who does the act together."""

from __future__ import annotations

import pytest
from django.test import Client

from yangguang.core.actions import Reason, Refused
from yangguang.core.registries import Registry
from yangguang.publications import gates, panels
from yangguang.publications.actions import drafting, releasing, signing
from yangguang.publications.gates import Step
from yangguang.publications.models import Publication

from .factories import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """A gate that lets records pass only two by two, and what it was asked."""
    found: list[tuple[Step, int, int]] = []
    monkeypatch.setattr(gates, "GATES", Registry("gate"))

    @gates.gate("test")
    def pairs(step, record, together):
        found.append((step, record.pk, len(together)))
        if len(together) != 2:
            yield Reason("示例：要成对办理", "请成对办理")

    return found


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as error:
        act(*args, **kwargs)
    return "示例：要成对办理" in str(error.value)


def test_no_way_leads_round_a_gate(asked):
    team = Team()
    a, b = team.draft(), team.draft()
    assert refused(signing.submit, a, actor=team.editor)
    assert refused(drafting.discard, a, actor=team.editor)
    assert refused(releasing.release_urgently, a, actor=team.head, reason="示例")
    both = [a, b]
    for record in both:
        signing.submit(record, actor=team.editor, together=both)
    assert refused(signing.approve, a, actor=team.first)
    assert refused(signing.send_back, a, actor=team.first, note="示例")
    assert refused(signing.recall, a, actor=team.editor)
    for name in ("first", "second", "head"):
        for record in both:
            signing.approve(record, actor=getattr(team, name), together=both)
    a.refresh_from_db()
    assert refused(releasing.release, a, actor=team.editor)
    one = releasing.make_set(team.unit, actor=team.editor, name="示例一", members=[a])
    assert refused(releasing.release_set, one, actor=team.editor)
    releasing.abandon_set(one, actor=team.editor)
    pair = releasing.make_set(team.unit, actor=team.editor, name="示例二", members=both)
    releasing.release_set(pair, actor=team.editor)
    assert Publication.objects.filter(live=True).count() == 2
    assert {s for s, _, _ in asked} == set(Step)


def test_a_panel_of_a_room_above_stands_on_the_records_page(monkeypatch):
    monkeypatch.setattr(panels, "PANELS", Registry("panel of a record"))
    team = Team()
    record, other = team.draft(), team.draft()
    panels.register(
        panels.Panel(
            "test",
            "duties/reasons.html",
            lambda r, actor: {"reasons": ["示例面板"]} if r.pk == record.pk else None,
        )
    )
    assert panels.of(record, team.editor) == [("duties/reasons.html", {"reasons": ["示例面板"]})]
    client = Client()
    client.force_login(team.people["editor"])
    assert client.get(f"/desk/publications/{other.pk}/").status_code == 200
    assert client.get(f"/desk/publications/{record.pk}/").status_code == 200
