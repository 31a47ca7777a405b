"""Background work of this room."""

from __future__ import annotations

from django_tasks import task

from yangguang.core.actors import Actor
from yangguang.organisations.models import User

from .actions import importing
from .models import ImportBatch


@task()
def run_import(batch: int, user: int | None, label: str) -> str:
    """Import what is left of a batch, in the name of who started it."""
    found = ImportBatch.objects.select_related("source__unit").get(pk=batch)
    if found.state != ImportBatch.State.RUNNING:
        return "已停止"
    person = User.objects.filter(pk=user).first() if user else None
    importing.work(found, actor=Actor(label=label, user=person, channel="后台"))
    return f"导入 {found.created} 条，重复 {found.duplicates} 条，退回 {found.rejected} 条"
