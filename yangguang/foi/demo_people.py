"""Who acts in the sample requests: officers without an account, and the accounts of ``setup --sample`` today. All 示例."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.files.base import ContentFile

from yangguang.core.actors import Actor
from yangguang.core.numbers import credit_check, resident_check
from yangguang.organisations.models import Unit, User

from .actions import deciding, filing
from .models import FoiRequest, RequestFile
from .rules.grounds import EARLIER, GROUNDS

APPLICANT = Actor(label="申请人", channel="网页")
NAMES = "甲乙丙丁戊己庚辛壬癸"


Story = Iterator[dt.date]


def together(*stories: Story) -> Story:
    """Several stories as one that goes through them in the order of their days. A story yields the day of what it does
    next; raises ValueError for one that goes back."""
    waiting = [(day, n) for n, story in enumerate(stories) if (day := next(story, None)) is not None]
    heapq.heapify(waiting)
    while waiting:
        day, number = heapq.heappop(waiting)
        yield day
        then = next(stories[number], None)
        if then is None:
            continue
        if then < day:
            raise ValueError(f"{stories[number]} goes back from {day} to {then}")
        heapq.heappush(waiting, (then, number))


def officer(unit: Unit, what: str = "承办人") -> Actor:
    """Somebody of the unit at the command line: accounts of a trial site have no power on days before it."""
    return Actor(label=f"示例{what}（{unit}）", channel="命令行")


def person(number: int, **changed: Any) -> dict[str, Any]:
    """A natural person who applies; the number has the right form and belongs to nobody (region 000000)."""
    first = f"00000019{80 + number % 10}0101{number:03d}"
    return {
        "applicant_kind": "C1", "name": f"示例申请人{NAMES[number % len(NAMES)]}", "identity": "resident",
        "identity_number": first + resident_check(first), "phone": f"0592-00000{number:02d}",
        "email": f"shili{number}@example.org", "address": f"示例路 {number} 号", "postcode": "361000",
        "carrier": "electronic", "way": "web", **changed,
    }  # fmt: skip


def firm(number: int, kind: str = "C2", **changed: Any) -> dict[str, Any]:
    """An organisation that applies."""
    first = f"91000000MA000{number:03d}0"
    name = {"C2": "示例商贸公司", "C4": "示例公益中心", "C5": "示例律师事务所"}.get(kind, "示例单位")
    return person(
        number, applicant_kind=kind, name=name, identity="credit", identity_number=first + credit_check(first),
        contact="示例联系人", representative="示例负责人", way="post", carrier="paper", **changed,
    )  # fmt: skip


class Cast:
    """The sample accounts that exist, by name, and the query codes that were told."""

    def __init__(self, users: dict[str, User]) -> None:
        self.users = users
        self.codes: list[str] = []

    @classmethod
    def find(cls) -> Cast:
        return cls({u.username: u for u in User.objects.filter(username__startswith="fgj", is_active=True)})

    def actor(self, name: str, unit: Unit, what: str) -> Actor:
        """The account today, or an officer where there is none."""
        user = self.users.get(name)
        return (
            Actor(label=str(user), user=user, channel="命令行") if user is not None else officer(unit, what)
        )


def unit_named(name: str) -> Unit | None:
    return Unit.objects.filter(name=name, active_to=None).first()


def found_file(request: FoiRequest, name: str, text: str) -> RequestFile:
    """A text that the unit has found and will give out."""
    upload = ContentFile(text.encode(), name=name)
    filing.add(request, actor=officer(request.unit), part=RequestFile.Part.FOUND, uploads=[upload])
    return request.files.filter(part=RequestFile.Part.FOUND).latest("pk")


_WORDS = {
    "facts": "示例：经审查，申请的信息由本机关在履行职责中制作。", "reasons": "示例：依照所引条款，理由如下。",
    "where": "示例：区政府门户网站“政策文件”栏目。", "other_organ": "示例：某机关，电话 0592-0000000。",
    "handled_by": "示例：到不动产登记窗口查询。",
}  # fmt: skip


def draft(request: FoiRequest, ground: str, *, actor: Actor | None = None, **values: Any) -> Any:
    """Draft a decision with what its ground needs, and ask for the looks and the signature."""
    needs = {"facts", *GROUNDS[ground].needs}
    given = {k: v for k, v in _WORDS.items() if k in needs}
    if EARLIER in needs:
        given["earlier_text"] = "示例公开〔2020〕1号"
    actor = actor or officer(request.unit)
    made = deciding.save(request, actor=actor, values={"ground": ground, **given, **values}, version=0)
    return deciding.submit(made, actor=actor)


def vet(decision: Any, *, actors: Sequence[Actor] = ()) -> None:
    """Every look that the decision needs: consent, by a reviewer or counsel."""
    unit = decision.request.unit
    for number, kind in enumerate(deciding.open_vettings(decision)):
        counsel = kind == deciding.Kind.COUNSEL
        who = actors[number] if number < len(actors) else officer(unit, "法律顾问" if counsel else "审核人")
        deciding.vet(decision, actor=who, kind=kind, verdict="fit", text="示例：同意")


def sign(decision: Any) -> None:
    deciding.sign(decision, actor=officer(decision.request.unit, "负责人"), version=decision.version)
