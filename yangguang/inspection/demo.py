"""Sample content: our own site under inspection, with findings in every state. Everything is marked 示例."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.conf import settings
from django.utils import timezone

from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from . import duty
from .actions import handling, judging, running, sites
from .looking import Look
from .models import Finding, Petition, Ping, Ruleset, Run, RunState, Site
from .observing import Column, Observed, Report

NAME = "示例：区政府门户网站"
SEEN: tuple[tuple[str, str, dict[str, Any], int], ...] = (
    ("link.broken", "gone/{n}.html", {"status": 404, "text": "示例：旧文件"}, 3),
    ("link.broken", "moved/{n}/", {"status": 404, "text": "示例：办事入口"}, 40),
    ("image.broken", "images/{n}.png", {"status": 404, "text": "示例：图片"}, 1),
    ("attachment.mismatch", "files/{n}.pdf", {"expected": "pdf", "found": "html", "text": "示例：附件"}, 1),
    ("link.external", "https://example.org/{n}", {"status": 0, "text": "示例：友情链接"}, 2),
    ("footer.sitemap", "", {"text": "示例：页脚"}, 1),
    ("a11y.image-alt", "column/news/", {"text": "示例：没有替代文字的图片"}, 26),
    ("page.undated", "doc/{n}/", {"text": "示例：没有发布时间"}, 4),
)


def _run(actor: Actor, chance: random.Random) -> str:
    if Site.objects.filter(name=NAME).exists():
        return "已经装过"
    sites.load_packaged(actor=actor)
    rules = Ruleset.objects.get(code="gbmh-2019-19", version=1)
    owner = duty.office() or Unit.objects.order_by("order").first()
    if owner is None or Site.objects.filter(ours=True).exists():
        return "没有添加"
    site = sites.register(
        owner, actor=actor,
        values={"name": NAME, "address": settings.SITE_ADDRESS.rstrip("/") + "/", "ours": True, "ruleset": rules, "every": "week"},
    )  # fmt: skip
    _visits(site, chance)
    run = _inspected(site, actor)
    _courses(list(Finding.objects.filter(site=site).order_by("pk")), actor)
    return f"{run.pages} 页，{Finding.objects.filter(site=site).count()} 个问题"


def _visits(site: Site, chance: random.Random) -> None:
    now = timezone.now()
    visits = []
    for hours in range(1, 24 * 14):
        ok = chance.random() > 0.01
        ms, note = (chance.randrange(80, 900), "") if ok else (15000, "示例：超过 15 秒")
        visits.append(Ping(site=site, at=now - dt.timedelta(hours=hours), ok=ok, ms=ms, note=note))
    Ping.objects.bulk_create(visits)
    Site.objects.filter(pk=site.pk).update(pinged_at=now)


def _inspected(site: Site, actor: Actor) -> Run:
    run = running.ask(site, actor=actor)
    now = timezone.now()
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, started_at=now, beat_at=now, attempts=1)
    run.refresh_from_db()
    observed = []
    for n, (probe, path, evidence, count) in enumerate(SEEN, 1):
        target = path.format(n=n) if path.startswith("http") else site.address + path.format(n=n)
        observed += [
            Observed(probe, target, f"{site.address}doc/{k}/", evidence, now) for k in range(1, count + 1)
        ]
    columns = [Column(f"{site.address}column/demo/", "示例栏目", "动态要闻", timezone.localdate(), 20)]
    return running.finish(
        run, Report(site.address, now, now, pages=1200, requests=1260, unchanged=900, columns=columns, observed=observed)
    )  # fmt: skip


def _courses(found: list[Finding], actor: Actor) -> None:
    """One pending, one false, the others on their way."""
    today = timezone.localdate()
    rest = [f for f in found if not f.probe.startswith(("column.", "records."))]
    if len(rest) < len(SEEN):
        return
    confirmed = [judging.confirm(f, actor=actor) for f in rest[:6]]
    handling.start(confirmed[1], actor=actor)
    handling.report(confirmed[2], actor=actor, note="示例：图片已换")
    handling.take_look(confirmed[2], actor=actor, look=Look(True, "示例：图片已能打开"))
    handling.report(confirmed[3], actor=actor, note="示例：附件已重传")
    handling.take_look(confirmed[3], actor=actor, look=Look(False, "示例：附件打开仍是网页"))
    handling.petition(
        confirmed[5], actor=actor, kind=Petition.Kind.EXTENSION, text="示例：模板要一起改",
        wanted=(confirmed[5].due or today) + dt.timedelta(days=14),
    )  # fmt: skip
    judging.dismiss(
        rest[7], actor=actor, reason="示例：目录页本来就没有日期", until=today + dt.timedelta(days=180)
    )


def _in_use() -> bool:
    return Site.objects.exclude(name__startswith="示例").exists()


demos.register(demos.Demo("inspection", "网站检查", 90, _run, _in_use))
