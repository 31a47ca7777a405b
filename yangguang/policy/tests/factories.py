"""Packages and explanations for tests of every room; all texts are 示例."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office
from yangguang.policy.actions import packages, press_texts, sending, signing
from yangguang.policy.models import Conference, Package, PressText, Requirement
from yangguang.policy.queries import GATED
from yangguang.publications.actions import drafting
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team

POLICY = {
    "kind": "policy", "topic": "综合政务", "genre": "通知", "validity": "valid", "document_number": "厦思示例〔2021〕1号",
    "written_on": dt.date(2021, 3, 1),
    "body": "<p>示例：为支持经营主体稳定发展，对符合条件的小微企业给予一次性补贴，每户三千元，自二〇二一年四月一日起施行，有效期两年。</p>",
}  # fmt: skip
GOOD = (
    "<h2>一、为什么出台</h2><p>去年受影响的小店多，区里决定帮一把。</p><h2>二、要达到什么目的</h2><p>让店主少花钱、早开门，今年帮到一千户。</p>"
    "<h2>三、主要举措</h2><p>每户补三千元，一次发清。</p><h2>四、和原来相比有什么变化</h2><p>原来没有这笔补贴，现在有了。</p>"
    "<h2>五、哪些人受影响</h2><p>在本区开店、有营业执照的小微企业和个体工商户。</p><h2>六、怎么办理</h2><p>带执照到街道窗口，五天办好。</p>"
    "<h2>七、向谁咨询</h2><p>区示例局，0592-0000000。</p>"
)


def excuse(record: Publication) -> None:
    """For tests of other rooms: their policies need no explanation, and the office has agreed."""
    if record.kind in GATED:
        now = timezone.now()
        Requirement.objects.get_or_create(
            document=record,
            defaults={
                "need": "not_required", "reason": "示例", "decided_at": now, "consented_at": now,
            },
        )  # fmt: skip


def signed(text: PressText, clerk: Actor) -> Conference:
    """The press text with all its sign-offs, public."""
    text = press_texts.submit(text, actor=clerk)
    for role in (Role.REVIEWER, Role.REVIEWER, Role.HEAD):
        text = press_texts.approve(text, actor=actor_for(role, text.unit))
    return press_texts.publish(text, actor=clerk)


def announced(conference: Conference, clerk: Actor, **said: Any) -> Conference:
    """The conference, announced to the public."""
    start = {
        "starts_at": timezone.now(),
        "place": "示例厅",
        "announcement": "示例预告",
        "speakers": "示例局局长",
    }
    return signed(press_texts.announce(conference, actor=clerk, **{**start, **said}), clerk)


def recorded(conference: Conference, clerk: Actor, text: str) -> Conference:
    """The conference with a public transcript."""
    return signed(press_texts.write_transcript(conference, actor=clerk, text=text), clerk)


class Unexcused(Team):
    """A team whose policies have to be explained."""

    prepare = False


class Desk:
    """A unit, the district office, the agenda's keeper (at the office) and a second unit, with people at each."""

    def __init__(self) -> None:
        self.office = openness_office()
        if self.office.code != "U01":
            Unit.objects.filter(pk=self.office.pk).update(code="U01")
            self.office.refresh_from_db()
        self.second = Unit.objects.filter(code="U06").first() or make_unit("区示例司法局", code="U06")
        self.team = Unexcused()
        self.officer: Actor = actor_for(Role.OPENNESS, self.office)
        self.secretary: Actor = actor_for(Role.EDITOR, self.office)
        self.second_head: Actor = actor_for(Role.HEAD, self.second)

    @property
    def unit(self) -> Unit:
        return self.team.unit

    def document(self, **values: Any) -> Publication:
        number = Publication.objects.count() + 1
        start = {**POLICY, "title": f"示例政策{number}", "document_number": f"厦思示例〔2021〕{number}号"}
        return drafting.create(self.unit, actor=self.team.editor, values={**start, **values})

    def package(
        self, *, plan: bool = True, material: bool = True, route: str = "district", **values: Any
    ) -> Package:
        """A package as the unit puts it together."""
        found = packages.open_package(
            self.unit, actor=self.team.editor, document=self.document(**values), route=route
        )
        if material:
            packages.draft_material(found, actor=self.team.editor, form="picture")
            for m in found.materials.all():
                drafting.save_draft(m.explanation, actor=self.team.editor, values={"body": GOOD})
        if plan:
            self.plan(found)
        return Package.objects.get(pk=found.pk)

    def plan(self, package: Package) -> Package:
        packages.save_plan(
            package, actor=self.team.editor, first_explainer="局长", forms=["picture", "text"],
            points="补多少\n怎么领", release_on=dt.date(2021, 4, 1), contact="办公室", phone="0592-0000000",
        )  # fmt: skip
        return packages.approve_plan(package, actor=self.team.head)

    def accepted(self, *, meeting: bool = False, **values: Any) -> Package:
        found = sending.send(self.package(**values), actor=self.team.editor)
        return sending.accept(found, actor=self.officer, needs_meeting=meeting)

    def signed(self, package: Package) -> Package:
        package = signing.submit(package, actor=self.team.editor)
        for name in ("first", "second", "head"):
            package = signing.approve(package, actor=getattr(self.team, name))
        return package

    def released(self, **values: Any) -> Package:
        return signing.release(self.signed(self.accepted(**values)), actor=self.team.editor)
