"""Personal data in a text: where it stands, what it is, and how sure that is.

条例 art. 15; 个人信息保护法 art. 6, 25, 28. The text is looked through for runs of digits and a few signs; only what is found is
looked at closely, with the words around it (``contexts``). Organisations' numbers are not personal data, and neither is a
telephone that an office gives on purpose.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from yangguang.core import numbers
from yangguang.core.checks import Severity
from yangguang.core.normalising import BETWEEN, DIGIT, SPOKEN, plain, spoken

from ..engine import ORDER
from . import contexts, traces
from .contexts import Context, Contexts
from .people import FULL, is_name
from .pieces import Personal

_RUN = re.compile(rf"[{DIGIT}](?:[{DIGIT}]|[{BETWEEN}\n\r]{{1,3}}(?=[{DIGIT}XxＸｘ])){{6,}}[XxＸｘ]?")
_RUN_IN_ROW = re.compile(rf"[{DIGIT}](?:[{DIGIT}]|[{BETWEEN}]{{1,3}}(?=[{DIGIT}XxＸｘ])){{6,}}[XxＸｘ]?")
_GROUP = re.compile(r"\d+")
_SPOKEN_RUN = re.compile(rf"[{SPOKEN}]{{11,18}}")
_SEGMENTED = {
    (6, 8, 4),
    (6, 4, 4, 4),
    (6, 4, 2, 2, 4),
    (3, 3, 4, 4, 4),
    (4, 4, 4, 4, 2),
    (6, 4, 4, 3, 1),
    (6, 8, 3, 1),
    (3, 3, 8, 4),
}
_INVISIBLE = "\u200b\u200c\u200d\ufeff\u00ad\u2060"
_IDENTITY_DIGITS = re.compile(rf"[{DIGIT}]{{6}}[^\n]?[{DIGIT}]{{8}}")
_BRACKET = re.compile(r"[\u4e00-\u9fff]{2}[（(]$")
_NAMED = re.compile(rf"(?:^|[^\u4e00-\u9fff]|[人者户员民方儿孀])({FULL})[ \t\u3000：:，,（(]{{0,2}}$")
NEIGHBOURS = 60  # characters between the telephones of a list
NEAR = 14  # characters between a word about an office and the name it leads to
ALONE = "没有说明是谁的号码"
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_GLUE = _LETTERS | frozenset("_=%&")


def scan(text: str, today: dt.date, *, table: bool = False) -> list[Personal]:
    """All personal data of a text, in the order of the text. ``table``: tabs and line ends part cells, never a number."""
    around = Contexts(text)
    found = [
        *_in_lists(_numbers(text, around, today, table)),
        *_spoken(text, around, today),
        *traces.papers(text, around),
        *traces.mails(text, around),
        *traces.plates(text, around),
        *traces.weak(text),
    ]
    found += traces.addresses(
        text, around, [f.start for f in found if f.kind in ("resident", "mobile") and f.severity == "block"]
    )
    return sorted(found, key=lambda f: (f.start, f.end))


# Numbers


def _in_lists(found: Iterator[Personal]) -> Iterator[Personal]:
    """In a running list of contacts only the first one is introduced; those that follow closely are the same."""
    last: Personal | None = None
    for item in found:
        if item.kind == "mobile":
            if (
                last is not None
                and item.start - last.end <= NEIGHBOURS
                and ORDER[last.severity] > ORDER[item.severity]
                and item.note == ALONE
            ):
                item = Personal(item.start, item.end, "mobile", last.severity, ALONE)
            last = item
        yield item


def _numbers(text: str, around: Contexts, today: dt.date, table: bool) -> Iterator[Personal]:
    for run in (_RUN_IN_ROW if table else _RUN).finditer(text):
        yield from _in_run(plain(run[0]), run.start(), text, around, today)


def _in_run(run: str, base: int, text: str, around: Contexts, today: dt.date) -> Iterator[Personal]:
    groups = [(m.start(), m.end()) for m in _GROUP.finditer(run)]
    if run[-1] in "xX" and len(run) - groups[-1][1] <= 3:
        last = groups[-1]
        # The X that ends an identity number may stand apart from its digits.
        groups[-1] = (last[0], len(run)) if last[1] == len(run) - 1 else last
        if last[1] < len(run) - 1:
            groups.append((len(run) - 1, len(run)))
    at = 0
    while at < len(groups):
        for found, used in _readings(run, groups, at, base, text, around, today):
            yield found
            at += used
            break
        else:
            at += 1


def _readings(
    run: str, groups: list[tuple[int, int]], at: int, base: int, text: str, around: Contexts, today: dt.date
) -> Iterator[tuple[Personal, int]]:
    """The best reading of the groups of digits from ``at`` on: one alone, else several put together."""
    first, start = run[groups[at][0] : groups[at][1]], base + groups[at][0]
    if len(first) >= 11:
        end = base + groups[at][1]
        if found := _alone(first, start, end, text, around, today):
            yield found, 1
            return
    number, sizes = "", []
    for count, (begin, finish) in enumerate(groups[at : at + 19], 1):
        number += run[begin:finish]
        sizes.append(finish - begin)
        if len(number) > 20:
            return
        if count == 1:
            continue
        follows = groups[at + count] if at + count < len(groups) else None
        if follows and max(sizes) <= 2 and follows[1] - follows[0] <= 2:
            continue  # digits one by one: the number is not at its end
        end = base + finish
        between = run[groups[at][1] : groups[at + 1][0]]
        if found := _together(number, sizes, between, start, end, text, around, today):
            yield found, count
            return


def _alone(number: str, start: int, end: int, text: str, around: Contexts, today: dt.date) -> Personal | None:
    size = len(number)
    if size == 18 and numbers.resident_shape(number, today):
        return _resident(number, start, end, text, around)
    if size in (20, 22) and numbers.is_resident(number[:18], today) and number[18] in "1234567":
        return Personal(start, end, "resident", "block", "残疾人证号码含有居民身份证号码")
    if not number.isdecimal() or _glued(text, start, end):
        return None
    if size == 15:
        context = around.around(start, end)
        if numbers.resident_shape(number, today) and (
            context.says(contexts.IDENTITY)
            or contexts.IDENTITY.search(context.after[:12])
            or _follows_name(context)
        ):
            return Personal(start, end, "resident", "block", "15 位旧号码")
        return None
    if size in (13, 14) and number.startswith(("86", "0086")):
        cut = size - 11
        if numbers.is_mobile(number[cut:]):
            return _mobile(start + cut, end, text, around)
    if size == 11 and numbers.is_mobile(number):
        return _mobile(start, end, text, around)
    if size in (11, 12) and number[0] == "0":
        return _landline(start, end, around)
    if size >= 16 and size <= 19:
        return _card(number, start, end, around)
    return None


def _together(
    number: str,
    sizes: list[int],
    between: str,
    start: int,
    end: int,
    text: str,
    around: Contexts,
    today: dt.date,
) -> Personal | None:
    """Digits written apart as one number; only in the ways people write them, because tables are full of numbers."""
    size = len(number)
    singles = sizes[0] == 1 and all(s <= 2 for s in sizes)
    if size == 18 and numbers.is_resident(number, today):
        context = around.around(start, end)
        if len(sizes) == 2 or singles or tuple(sizes) in _SEGMENTED or context.says(contexts.IDENTITY):
            return _resident(number, start, end, text, around)
    if size == 20 and numbers.is_resident(number[:18], today) and number[18] in "1234567":
        return Personal(start, end, "resident", "block", "残疾人证号码含有居民身份证号码")
    if not number.isdecimal() or _glued(text, start, end):
        return None
    if size == 15 and numbers.resident_shape(number, today):
        context = around.around(start, end)
        ends = not text[end : end + 2].strip()[:1].isdigit()
        said = contexts.IDENTITY.search(context.near + context.column + context.after[:12])
        if ends and (said or _follows_name(context)):
            return Personal(start, end, "resident", "block", "15 位旧号码")
        return None
    if size == 11 and number[0] == "0" and sizes[0] in (3, 4) and len(sizes) == 2:
        return _landline(start, end, around)
    if size == 12 and number[0] == "0" and sizes[0] == 4 and len(sizes) == 2:
        return _landline(start, end, around)
    if size == 11 and numbers.is_mobile(number):
        if sizes == [3, 4, 4] or sizes == [3, 3, 5] or singles:
            return _mobile(start, end, text, around)
        # In two pieces it may as well be two numbers of a table: somebody must have been spoken of.
        invisible = not between.strip(_INVISIBLE)
        if len(sizes) == 2 and (invisible or _introduced(around.around(start, end))):
            return _mobile(start, end, text, around)
        return None
    if 16 <= size <= 19 and numbers.is_card(number):
        context = around.around(start, end)
        fours = all(s == 4 for s in sizes[:-1]) and len(sizes) >= 4
        if (
            (fours and number.startswith(numbers.UNIONPAY))
            or context.says(contexts.ACCOUNT)
            or (len(sizes) == 2 and context.near.endswith("卡"))
            or (len(sizes) <= 5 and _follows_name(context))
            or ((fours or len(sizes) == 2) and contexts.ACCOUNT.search(context.before + context.after[:10]))
        ):
            return _card(number, start, end, around)
    return None


def _follows_name(context: Context) -> bool:
    """Whether a full name stands right before the place."""
    name = _NAMED.search(context.before)
    return name is not None and is_name(name[1])


def _introduced(context: Context) -> bool:
    if context.column:
        return contexts.TELEPHONE.search(context.column) is not None or any(
            is_name(cell) for cell in context.before.split("\t")
        )
    if _BRACKET.search(context.before) and context.after[:1] in ("）", ")"):
        return True  # 张三（138 …）
    if _follows_name(context):
        return True
    words = f"{context.before} {context.after[:12]}"
    return any(
        w.search(words) for w in (contexts.TELEPHONE, contexts.PERSON, contexts.HOME, _IDENTITY_DIGITS)
    )


def _glued(text: str, start: int, end: int) -> bool:
    """Whether the digits are part of something longer: a decimal, a code with letters, an address of the web."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if (
        before in _LETTERS
        or after in _LETTERS
        or before in ("_", "=", "%", "&")
        or after in ("_", "=", "%", "&")
    ):
        return True
    if after in (".", ",", "，") and text[end + 1 : end + 2].isdigit() and after != "，":
        return True
    if before in (".", ",") and text[start - 2 : start - 1].isdigit():
        return True
    if before in ("/", "-", ".", ":", "*"):
        lead = text[max(0, start - 100) : start]
        place = max(lead.rfind("://"), lead.rfind("www."))
        return before == "*" or (place >= 0 and not re.search(r"[\s\u4e00-\u9fff]", lead[place:]))
    return after in ("*", "＊") or before == "＊"


def _resident(number: str, start: int, end: int, text: str, around: Contexts) -> Personal | None:
    context = around.around(start, end)
    said = context.says(contexts.IDENTITY)
    before = text[start - 1 : start]
    if before in _LETTERS and before not in ("G", "L", "T", "g", "l", "t"):
        return None  # a code with letters; G and L lead a pupil's number (学籍号), T a worker's (操作证)
    if numbers.resident_check(number[:17]) != number[17].upper():
        return Personal(start, end, "resident", "confirm", "末位校验码不符，可能写错") if said else None
    numbered = contexts.NUMBERED.search(context.near) or contexts.NUMBERED.search(context.column)
    if contexts.TAXPAYER.search(context.near + context.column):
        # 税务总局: a natural person's taxpayer number is the identity number.
        return Personal(start, end, "resident", "block", "自然人的纳税人识别号就是身份证号码")
    if contexts.ACCOUNT_LABEL.search(context.near) and not said:
        return Personal(start, end, "resident", "hint", "写作账号，但是符合居民身份证号码的规则")
    if numbered and not said:
        if numbers.is_credit(number) and "信用" in context.near + context.column:
            return None
        return Personal(start, end, "resident", "hint", "写作编号，但是符合居民身份证号码的规则")
    return Personal(start, end, "resident", "block")


def _mobile(start: int, end: int, text: str, around: Contexts) -> Personal | None:
    context = around.around(start, end)
    severity, note = _telephone(context)
    if context.column and contexts.TELEPHONE.search(context.column):
        return Personal(start, end, "mobile", severity, note)
    if contexts.MEASURES.search(context.column) or contexts.MEASURED.search(context.near):
        return None
    if (
        contexts.QUANTITY.match(context.after)
        or contexts.BRACKETED.search(context.before)
        or any(
            p.search(w)
            for p in (contexts.NUMBERED, contexts.THING, contexts.ACCOUNT_LABEL)
            for w in (context.near, context.column)
        )
    ):
        return None
    return Personal(start, end, "mobile", severity, note)


def _telephone(context: Context) -> tuple[Severity, str]:
    """How sure it is that a telephone is a citizen's, and ``ALONE`` when no word said so.

    A citizen's telephone blocks, an office's does not; what can't be told is to be confirmed.
    """
    person, office = context.person(), context.office()
    if context.column:
        if contexts.PERSON.search(context.column):
            return "block", ""
        if contexts.DUTY_COLUMN.search(context.column):
            return "hint", ""
        if contexts.TURNED.search(context.head):
            return "block", ""
        if contexts.LIST_OF_PEOPLE.search(context.head):
            if contexts.DELICATE.search(context.head):
                return "block", ""
            return ("hint" if contexts.LIST_OF_OFFICES.search(context.head) else "confirm"), ""
        if contexts.LIST_OF_OFFICES.search(context.head):
            return "hint", ""
        if not any(is_name(cell) for cell in context.before.split("\t")):
            return "hint", ""  # a row that names nobody
    if "\t" in context.before and not context.column and contexts.OFFICE_CELL.search(context.before):
        return "hint", ""  # a row that names an office
    if not context.column and _belongs(context, office):
        return "block", ""
    if office > person or contexts.AFTERWARDS.search(context.after):
        return "hint", ""
    if person >= 0:
        return "block", ""
    # Nobody is spoken of: an organisation's telephone, perhaps, or a label without an owner.
    if contexts.LANDLINE.search(context.before):
        return "hint", ""  # beside an office's telephone
    if contexts.TELEPHONE.search(context.near) or contexts.ORGANISATION.search(context.before):
        return "confirm", ALONE
    return "block", ALONE


def _belongs(context: Context, office: int) -> bool:
    """Whether a full name stands right before the place, and no word about an office leads to that name."""
    name = _NAMED.search(context.before)
    if name is None or not is_name(name[1]) or contexts.NAMING.search(context.before):
        return False
    between = context.before[office : name.start(1)]
    return office < 0 or len(between) > NEAR or "\n" in between


def _landline(start: int, end: int, around: Contexts) -> Personal | None:
    context = around.around(start, end)
    if context.says(contexts.HOME_PHONE):
        return Personal(start, end, "landline", "confirm")
    if context.column and _telephone(context)[0] == "block" and contexts.TELEPHONE.search(context.column):
        return Personal(start, end, "landline", "confirm")
    return None


def _card(number: str, start: int, end: int, around: Contexts) -> Personal | None:
    context = around.around(start, end)
    said = (
        context.says(contexts.ACCOUNT)
        or bool(contexts.ACCOUNT.search(context.after[:10]))
        or (not context.column and _follows_name(context))
    )
    whole = numbers.is_card(number)
    if contexts.QUANTITY.match(context.after) or not (
        said or (whole and number.startswith(numbers.UNIONPAY))
    ):
        return None
    if not said and (contexts.NUMBERED.search(context.near) or contexts.NUMBERED.search(context.column)):
        return None
    # An organisation's account is not personal, whatever bank it is with; the bank itself is no owner.
    owner = contexts.ORGANISATION
    organisation = max((m.start() for m in owner.finditer(context.before)), default=-1)
    if context.head and not contexts.LIST_OF_PEOPLE.search(context.head):
        organisation = max(organisation, 0 if owner.search(context.head) else -1)
    owner_named = contexts.OWNER.search(context.before) or contexts.OWNER.match(
        context.after.lstrip(" \u3000，,；;")
    )
    # No person's name has more than four letters, foreigners' have a dot.
    if owner_named and len(owner_named[1]) > 4 and "·" not in owner_named[1]:
        organisation = len(context.before)
    if organisation > context.person():
        return Personal(start, end, "card", "hint", "看来是单位账户") if whole else None
    if whole:
        return Personal(start, end, "card", "block")
    people = context.person() >= 0 or bool(contexts.LIST_OF_PEOPLE.search(context.head))
    return Personal(start, end, "card", "confirm", "像个人账号，校验位不符") if people else None


def _spoken(text: str, around: Contexts, today: dt.date) -> Iterator[Personal]:
    for hit in _SPOKEN_RUN.finditer(text):
        number = spoken(hit[0])
        if numbers.is_mobile(number) and (found := _mobile(hit.start(), hit.end(), text, around)):
            yield found
        elif numbers.is_resident(number, today):
            yield Personal(hit.start(), hit.end(), "resident", "block")
