"""Setting an issue in the background, with what it is doing told as it goes."""

from __future__ import annotations

import datetime as dt
import logging

from django.core.files.base import ContentFile
from django.utils import timezone

from yangguang.typesetting.engine import CannotSet

from . import contents, setting
from .models import Build, Issue, State

logger = logging.getLogger(__name__)
ABANDONED = 900  # seconds after which a run whose process was killed no longer counts


def newest(issue: Issue) -> Build | None:
    return issue.builds.first()


def proof(issue: Issue) -> Build | None:
    """The newest finished run."""
    return issue.builds.filter(state=Build.State.DONE).first()


def is_current(issue: Issue) -> bool:
    """Whether the proof shows what the issue holds now."""
    found = proof(issue)
    return found is not None and found.digest == contents.digest(issue)


def is_running(build: Build | None) -> bool:
    if build is None or build.state not in (Build.State.WAITING, Build.State.RUNNING):
        return False
    since = build.started_at or build.created_at
    return (timezone.now() - since).total_seconds() < ABANDONED


def run(build: Build) -> str:
    """Set the issue as it is now. Whatever goes wrong is written down for whoever waits; run twice it does no harm."""
    if build.state not in (Build.State.WAITING, Build.State.RUNNING):
        return build.get_state_display()
    _tell(build, "收集文章", 10, state=Build.State.RUNNING, started_at=timezone.now())
    try:
        issue = Issue.objects.get(pk=build.issue_id)
        data = contents.data_of(issue)
        _tell(build, "排版", 35, digest=contents.digest_of(data))
        # The time written into the file is the issue's own day, so that the same contents give the same file.
        at = timezone.make_aware(dt.datetime.combine(issue.dated, dt.time()))
        found = setting.set_issue(data, at=at, watermark="" if issue.state == State.SIGNED else "校样")
        _tell(build, "写入页码", 90)
        build.pdf.save(f"proof-{issue.pk}-{build.pk}.pdf", ContentFile(found.pdf), save=False)
        _tell(
            build, "", 100, state=Build.State.DONE, pdf=build.pdf.name, pages=found.pages, front=found.front,
            placed={str(k): list(v) for k, v in found.placed.items()}, missing=found.missing[:200],
            left_out=list(found.left_out), finished_at=timezone.now(),
        )  # fmt: skip
    except CannotSet as error:
        _tell(build, "", 0, state=Build.State.FAILED, trouble=str(error)[:300], finished_at=timezone.now())
    except Exception as error:
        logger.exception("setting issue %s failed", build.issue_id)
        trouble = f"系统错误：{type(error).__name__}。请重试；仍不成功请联系管理员"
        _tell(build, "", 0, state=Build.State.FAILED, trouble=trouble, finished_at=timezone.now())
    _forget_older(build)
    return build.get_state_display()


def _tell(build: Build, step: str, percent: int, **more: object) -> None:
    for name, value in {"step": step, "percent": percent, **more}.items():
        setattr(build, name, value)
    Build.objects.filter(pk=build.pk).update(step=step, percent=percent, **more)


def _forget_older(build: Build) -> None:
    """Keep the three newest proofs of an issue."""
    for old in list(Build.objects.filter(issue=build.issue_id).exclude(pk=build.pk)[2:]):
        if old.pdf:
            old.pdf.delete(save=False)
        old.delete()
