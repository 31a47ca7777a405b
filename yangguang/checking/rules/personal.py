"""Personal data in what is to be public (个人信息保护法 art. 6, 25, 28; 条例 art. 15). All kinds of parts are looked at."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Iterator

from yangguang.checking.engine import ORDER, Hit, Rule, Run, rule
from yangguang.checking.privacy import people, personal
from yangguang.checking.privacy.masking import masked
from yangguang.checking.privacy.pieces import NAMES, Personal
from yangguang.checking.subjects import Part, PartKind, Subject
from yangguang.core.checks import Severity

GROUP = "个人信息"
BASIS = "个人信息保护法第六条、第二十五条；政府信息公开条例第十五条"
SENSITIVE = "个人信息保护法第二十五条、第二十八条；政府信息公开条例第十五条"
_BY_ACCIDENT = {
    PartKind.COMMENT: "它在批注里，公开的文件会带着它",
    PartKind.REVISION: "它在修订痕迹里，公开的文件会带着它",
    PartKind.HIDDEN: "它在隐藏的内容里，下载的人看得到",
    PartKind.PROPERTY: "它在文档属性里，下载的人看得到",
}
MOST = 200  # findings of one rule in one part; a list of ten thousand people is one mistake
_last = threading.local()


def _scanned(parts: tuple[Part, ...], today: dt.date) -> list[list[Personal]]:
    """Every rule below looks at the same pieces: the parts are read once for all of them."""
    kept: tuple[tuple[Part, ...], dt.date, list[list[Personal]]] | None = getattr(_last, "kept", None)
    if kept is None or kept[0] is not parts or kept[1] != today:
        found = [personal.scan(p.text, today, table=bool(p.rows)) if p.text else [] for p in parts]
        _last.kept = kept = (parts, today, found)
    return kept[2]


def _hits(kind: str, said: Callable[[Personal], tuple[str, str]]) -> Run:
    def run(subject: Subject) -> Iterator[Hit]:
        seen: Counter[str] = Counter()
        for index, (part, found) in enumerate(
            zip(subject.parts, _scanned(subject.parts, subject.today), strict=True)
        ):
            # The gravest of a long list must not be the one that is cut.
            pieces = sorted((p for p in found if p.kind == kind), key=lambda p: ORDER[p.severity])
            for piece in pieces[:MOST]:
                shown = piece.shown(part.text)
                seen[shown] += 1
                reason, fix = said(piece)
                if aside := _BY_ACCIDENT.get(part.kind):
                    reason = f"{reason}。{aside}"
                if len(pieces) > MOST and piece is pieces[MOST - 1]:
                    reason = f"{reason}。后面还有 {len(pieces) - MOST} 处，不再一一列出"
                # The words themselves are not used as a key: a digest of eleven digits is soon turned back.
                key = f"{shown}#{seen[shown]}"
                yield Hit(index, piece.start, piece.end, reason, fix, shown, key, _grave(piece, part))

    return run


def _grave(piece: Personal, part: Part) -> Severity:
    """What nobody meant to publish (a comment, a hidden column) has no purpose that would excuse an office's telephone."""
    if part.kind in _BY_ACCIDENT and piece.kind in ("mobile", "card") and piece.severity == "hint":
        return "confirm"
    return piece.severity


def _plain(kind: str, fix: str) -> Callable[[Personal], tuple[str, str]]:
    def said(piece: Personal) -> tuple[str, str]:
        note = f"（{piece.note}）" if piece.note else ""
        return f"这里有{NAMES[kind]}{note}", fix

    return said


def _mobile(piece: Personal) -> tuple[str, str]:
    if piece.severity == "hint":
        return "这里有手机号码，看来是对外的联系电话", "如果不是单位公布的联系电话，请删去；尽量改用办公电话"
    note = f"，{piece.note}" if piece.note else ""
    return (
        f"这里有个人的手机号码{note}",
        "请删去，或者只留前 3 位和后 4 位，例如 138****5678；单位对外的电话请写明“联系人”“咨询电话”",
    )


def _register(
    code: str,
    kind: str,
    name: str,
    severity: Severity,
    why: str,
    fix: str,
    basis: str = BASIS,
    dismissible: bool = True,
) -> Rule:
    said = _mobile if kind == "mobile" else _plain(kind, fix)
    return rule(code, name, group=GROUP, why=why, basis=basis, severity=severity, dismissible=dismissible)(
        _hits(kind, said)
    )


RESIDENT = _register(
    "CHK-P01", "resident", "居民身份证号码", "block",
    "身份证号码能认出一个人，也能被人冒用；公示里原则上不显示",
    "请删去；必须区分同名的人时只留前 3 位和后 3 位，例如 350************12X",
    dismissible=False,
)  # fmt: skip
MOBILE = _register("CHK-P02", "mobile", "个人手机号码", "block", "个人的手机号码公开以后会被骚扰、被骗", "")
CARD = _register(
    "CHK-P03", "card", "银行卡、一卡通账号", "block",
    "金融账户是敏感个人信息，公开须有单独同意或者法律依据",
    "请删去，或者只留后 4 位；单位账户请写明户名", SENSITIVE,
)  # fmt: skip
PAPER = _register(
    "CHK-P04",
    "paper",
    "护照、通行证、军官证号码",
    "block",
    "证件号码能认出一个人",
    "请删去，或者只留第一位和后 3 位",
)
LANDLINE = _register(
    "CHK-P05", "landline", "住宅电话", "confirm", "住宅电话是个人的联系方式", "请删去；单位的电话请写明单位"
)
EMAIL = _register(
    "CHK-P06",
    "email",
    "个人电子邮箱",
    "confirm",
    "个人的邮箱是个人的联系方式",
    "请删去；单位对外的邮箱请写明单位",
)
ADDRESS = _register(
    "CHK-P07", "address", "个人住址", "confirm",
    "个人的住址公开到门牌，别人就能找上门；公示只写到街道、社区",
    "请只写到街道或者社区，例如“思明区××街道××社区”",
)  # fmt: skip
PLATE = _register(
    "CHK-P10", "plate", "车牌号码", "confirm", "车牌能认出车主", "与事情无关时请删去，或者遮盖后几位"
)
WEAK = _register(
    "CHK-P11", "weak", "号码没有遮盖好", "confirm", "露出的位数太多，剩下的几位容易猜出来",
    "身份证号码留前 3 位和后 3 位，手机号码留前 3 位和后 4 位，其余用 * 代替",
)  # fmt: skip


def _named(kind: str, one: str, many: str, fix: str) -> Run:
    def run(subject: Subject) -> Iterator[Hit]:
        for index, part in enumerate(subject.parts):
            for n in people.named(part.text):
                if n.kind != kind:
                    continue
                name = masked("name", n.name)
                reason = one.format(name) if n.many == 1 else many.format(n.many, name)
                yield Hit(index, n.start, n.end, reason, fix, name, f"{kind} {name} {n.many}")

    return run


MINOR = rule(
    "CHK-P08", "未成年人的信息", group=GROUP, severity="confirm",
    why="不满十四周岁的人的个人信息都是敏感个人信息；涉及未成年人的事项应当隐去姓名",
    basis="个人信息保护法第二十八条、第三十一条；未成年人保护法第一百零三条",
)(
    _named(
        "minor", "写出了未成年人的姓名和年龄（{}）", "表里有 {} 个名字（{} 等）和班级、监护人一类的栏目，可能是未成年人名单",
        "请隐去姓名（写作“张某某”），或者说明依法公示的理由",
    )
)  # fmt: skip
HEALTH = rule(
    "CHK-P09", "疾病、残疾等健康信息", group=GROUP, severity="confirm",
    why="医疗健康是敏感个人信息，和姓名写在一起就说出了这个人的病情", basis=SENSITIVE,
)(
    _named(
        "health", "姓名（{}）和病情、残疾情况写在了一起", "表里有 {} 个名字（{} 等）和疾病、残疾一类的栏目",
        "请删去病情、残疾类别，或者隐去姓名；残疾补贴公示不写残疾类别和等级",
    )
)  # fmt: skip
