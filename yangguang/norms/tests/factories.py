"""Register entries for tests; all texts are 示例."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.conf import settings

from yangguang.core.actors import SYSTEM
from yangguang.documents import bodies
from yangguang.norms.actions import registering
from yangguang.norms.models import Norm
from yangguang.organisations.models import Unit
from yangguang.organisations.tests.factories import make_unit

_numbers = count(1)
TEXT = bodies.from_plain(
    """第一条 为规范示例事项，制定本办法。
第二条 本办法适用于示例区域。
第三条 申请人应当提交材料。
第四条 本办法自2021年7月1日起施行，有效期五年。"""
)


def keeper_unit() -> Unit:
    """区司法局, which keeps the register."""
    found = Unit.objects.filter(code=settings.NORMS_UNIT).first()
    return found or make_unit("区司法局", code=settings.NORMS_UNIT)


def make_norm(unit: Unit | None = None, *, registered: bool = True, **values: Any) -> Norm:
    """An entry, by default registered, in force from 2021-07-01 on with no end unless ``expires_on`` says one."""
    number = next(_numbers)
    start = {
        "title": f"示例管理办法{number}", "document_number": f"厦思示〔2021〕{number}号", "written_on": dt.date(2021, 6, 1),
        "published_on": dt.date(2021, 6, 10), "effective_on": dt.date(2021, 7, 1), "body": TEXT, "term": "fixed",
        "term_basis": "示例依据",
    }  # fmt: skip
    norm = registering.enter(unit or make_unit(), actor=SYSTEM, values={**start, **values})
    if registered:
        registering.set_procedure(
            norm,
            actor=SYSTEM,
            step="legality",
            values={"done_on": dt.date(2021, 5, 20), "note": "示例：通过"},
        )
        norm = registering.register(norm, actor=SYSTEM)
    return norm
