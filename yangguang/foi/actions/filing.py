"""Files that the unit adds to a request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from ..models import FoiRequest
from . import files


def _may_add(
    request: FoiRequest, *, actor: Actor, part: str = "", uploads: Sequence[Any] = (), **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, request.unit.successor())
    if request.archived_at is not None:
        yield Reason("申请已经归档，不能再加文件")
    if not uploads:
        yield Reason("请选择文件", field="uploads")
    yield from files.problems(uploads, "uploads")


@verb("foi.file.add", "为{object}加了文件", forbids=_may_add, hidden=("uploads",))
def add(request: FoiRequest, *, actor: Actor, part: str, uploads: Sequence[Any]) -> FoiRequest:
    """Keep files with the request, sealed."""
    files.keep_uploads(request, part, uploads, actor=actor)
    return request
