"""Background work of this room."""

from __future__ import annotations

from django_tasks import task

from . import building
from .models import Build


@task()
def run_build(build: int) -> str:
    """Set an issue; returns what became of it."""
    found = Build.objects.filter(pk=build).first()
    return building.run(found) if found is not None else "已取消"
