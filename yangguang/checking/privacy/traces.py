"""Personal data that carries no check digit: papers, mailboxes, plates, homes, numbers that were masked too little."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yangguang.core.normalising import plain

from . import contexts
from . import people as people_words
from .contexts import Context, Contexts
from .pieces import Personal

_PAPER = re.compile(r"(?<![0-9A-Za-z０-９])([A-Za-zＡ-Ｚ][A-Za-zＡ-Ｚ]?)[0-9０-９]{6,10}(?![0-9A-Za-z０-９])")
_PAPER_FORM = re.compile(r"(?:E[A-Z]?|[GDSPHMKCWL]|PE|SE|DE|MA|[A-Z])\d{7,10}|[A-Z]{2}\d{6,7}")
_TRAVELLER = re.compile(r"E[A-Z]?\d{7,8}|G\d{8}|[HM]\d{8,10}")
_BEARER = re.compile(
    r"(?:先生|女士|同志)[，,、（( ]{0,2}$|(?:^|[：:，,、；; ])[A-Z][A-Za-z]{1,20}(?: [A-Z][A-Za-z]{1,20}){0,3}[（(，, ]{1,2}$"
    r"|(?:^|[^\u4e00-\u9fff])" + people_words.FULL + r"[，,、（( ]{1,2}$"
)
_TAIWAN = re.compile(r"(?<!\d)\d{8}(?:\d{2})?(?!\d)")
_SOLDIER = re.compile(r"[军武士文兵政后装空海参联](?:字第)[0-9０-９]{5,8}号?")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•. ]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_LOCAL = re.compile(r"[A-Za-z0-9_.+-]{1,64}$")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,10}")
_STREET = re.compile(
    r"[路街巷里道村弄区园苑城庄屯组镇社府庭湾邨厦寓段排队墘厝]"
    r"[0-9０-９一二三四五六七八九十百]{1,6}(?:[-—－之][0-9０-９]{1,4}){0,2}(?:号|[栋幢座]|单元|室|弄)"
)
_DOOR = re.compile(
    r"(?:[A-Za-z0-9０-９一二三四五六七八九十之—－-]{1,6}(?:号楼|号院|号|栋|幢|座|单元|室|层|户|楼|梯|弄)?){1,5}"
)
_MASKED = re.compile(r"[0-9０-９]{7,17}[*＊×●■#]{1,8}[0-9０-９]{0,8}[XxＸｘ]?")
_PUBLIC_DOMAINS = re.compile(r"\.gov(?:\.cn)?$|\.edu\.cn$|^(?:12345|mail\.gov)", re.I)


def papers(text: str, around: Contexts) -> Iterator[Personal]:
    for hit in _PAPER.finditer(text):
        number = plain(hit[0]).upper()
        if not _PAPER_FORM.fullmatch(number):
            continue
        context = around.around(hit.start(), hit.end())
        beside = contexts.PAPER.search(context.before[-22:]) and not contexts.NUMBERED.search(context.near)
        if beside or context.says(contexts.PAPER) or contexts.PAPER.search(context.after[:6]):
            yield Personal(hit.start(), hit.end(), "paper", "block")
        elif _TRAVELLER.fullmatch(number) and _BEARER.search(context.before):
            yield Personal(hit.start(), hit.end(), "paper", "confirm", "写在人名后面，像护照或者通行证号码")
    for word in ("台胞证", "台湾居民来往大陆通行证"):
        at = text.find(word)
        while at >= 0:
            if (digits := _TAIWAN.search(text, at, at + len(word) + 14)) is not None:
                yield Personal(digits.start(), digits.end(), "paper", "block")
            at = text.find(word, at + 1)
    if "字第" in text:
        for hit in _SOLDIER.finditer(text):
            if around.around(hit.start(), hit.end()).says(contexts.SOLDIER):
                yield Personal(hit.start(), hit.end(), "paper", "block")


def mails(text: str, around: Contexts) -> Iterator[Personal]:
    for sign in ("@", "＠"):
        at = text.find(sign)
        while at >= 0:
            if found := _mail(text, at, around):
                yield found
            at = text.find(sign, at + 1)


def _mail(text: str, at: int, around: Contexts) -> Personal | None:
    name = _LOCAL.search(plain(text[max(0, at - 64) : at]))
    domain = _DOMAIN.match(plain(text[at + 1 : at + 100]))
    if not name or not domain or _PUBLIC_DOMAINS.search(domain[0]):
        return None
    start, end = at - len(name[0]), at + 1 + domain.end()
    context = around.around(start, end)
    person, office = context.person(), context.office()
    # The word 邮箱 itself speaks of an office only when nobody else is spoken of.
    label = max((m.start() for m in re.finditer("电子邮箱|邮箱|邮件", context.before)), default=-1)
    if label >= 0 and office == label + (2 if context.before.startswith("电子邮箱", label) else 0):
        office = max((m.start() for m in contexts.OFFICE.finditer(context.before[:label])), default=-1)
    if contexts.LIST_OF_PEOPLE.search(context.head) and contexts.DELICATE.search(context.head):
        return Personal(start, end, "email", "confirm")
    if (
        person >= 0
        and max((m.start() for m in contexts.ORGANISATION.finditer(context.before)), default=-1) > person
    ):
        return None
    if person >= 0 and person > office:
        return Personal(start, end, "email", "confirm")
    cells = context.before.split("\t")
    if len(cells) > 1 and not context.column and any(people_words.is_name(c) for c in cells):
        return (
            None if contexts.OFFICE_CELL.search(context.before) else Personal(start, end, "email", "confirm")
        )
    if office < 0 and any(people_words.is_name(m[1]) for m in people_words.NAMED.finditer(context.before)):
        return Personal(start, end, "email", "confirm")
    return None


def plates(text: str, around: Contexts) -> Iterator[Personal]:
    for hit in _PLATE.finditer(text):
        context = around.around(hit.start(), hit.end())
        if contexts.PUBLIC_CAR.search(context.after) or contexts.HIRED.search(context.before):
            continue
        owned = bool(context.column) and contexts.PERSON.search(context.head) is not None
        sure = owned or context.person() >= 0
        yield Personal(hit.start(), hit.end(), "plate", "confirm" if sure else "hint")


def weak(text: str) -> Iterator[Personal]:
    for hit in _MASKED.finditer(text):
        shown = sum(c.isdigit() or c in "xX" for c in hit[0])
        size = len(hit[0])
        # With the day of birth open (14 digits), or most of a telephone, the rest is soon guessed.
        if (size in (15, 18) and hit[0][:12].isdigit()) or (size == 11 and shown > 7 and hit[0][0] == "1"):
            yield Personal(hit.start(), hit.end(), "weak", "confirm")


def addresses(text: str, around: Contexts, people: list[int]) -> Iterator[Personal]:
    last = -1
    for hit in _STREET.finditer(text):
        if hit.start() < last:
            continue
        context = around.around(hit.start(), hit.end())
        door = _DOOR.match(text, hit.end())
        stop = door.end() if door else hit.end()
        place = _home(text, hit.start(), context, people)
        if place < 0:
            place = _unlabelled(text, hit.start(), stop, context, people)
        if place < 0:
            continue
        last = stop
        yield Personal(place, last, "address", "confirm")


def _home(text: str, street: int, context: Context, people: list[int]) -> int:
    """Where the home address begins that this street is part of; -1 when it is nobody's home."""
    if context.column:
        label = contexts.HOME.search(context.column) or (
            contexts.ANY_ADDRESS.search(context.column)
            and not contexts.OFFICE_ADDRESS.search(context.column)
            and contexts.LIST_OF_PEOPLE.search(context.head)
            and contexts.DELICATE.search(context.head)
        )
        if label:
            return max(text.rfind("\t", 0, street), text.rfind("\n", 0, street)) + 1
    before = context.before
    if not context.column and "\t" in before and any(people_words.is_name(c) for c in before.split("\t")):
        if contexts.OFFICE_CELL.search(before):
            return -1
        return max(text.rfind("\t", 0, street), text.rfind("\n", 0, street)) + 1
    lead = before[-45:]
    home = list(contexts.HOME.finditer(lead))
    if home and not (
        contexts.COMPANY_CODE.search(before) and lead[home[0].start() :].startswith(("住所", "，住所"))
    ):
        end = home[-1].end()
    elif (neutral := list(contexts.ANY_ADDRESS.finditer(lead))) and (
        not contexts.OFFICE_ADDRESS.search(lead[max(0, neutral[-1].start() - 4) : neutral[-1].start()])
        and _persons(before, context, street, people)
    ):
        end = neutral[-1].end()
    else:
        return -1
    between = lead[end:]
    if re.search(r"[。；;\n\t]|[，,].{0,20}[，,]", between) or contexts.OFFICE_ADDRESS.search(between):
        return -1
    skip = re.match(r"[\s：:为是在于（(]*", between)
    return street - len(between) + (skip.end() if skip else 0)


_INSIDE = re.compile(r"室|单元|[栋幢座楼][A-Za-z0-9０-９]|号之|[0-9]-[0-9]|户$")
_REGION = re.compile(
    r"(?:[\u4e00-\u9fff]{2,3}(?:省|自治区))?(?:[\u4e00-\u9fff]{2,3}市)?(?:[\u4e00-\u9fff]{1,3}[区县])?(?:[\u4e00-\u9fff]{2,4}(?:街道|[镇乡]))?"
    r"(?:[\u4e00-\u9fff]{2,5}(?:社区|村))?[\u4e00-\u9fff]{0,5}$"
)
_SPOT = re.compile(r"(?<!送达)地点[：:为是在]?$")
_GOING = re.compile(r"(?:到|前往|赴|送至|携带[^。]{0,30}[到至])$")
_PARTICLES = "在于由至到返回住是为址的租点"


def _unlabelled(text: str, street: int, stop: int, context: Context, people: list[int]) -> int:
    """Where an address begins that leads to a door and follows a person, though nothing calls it a home; -1 for none."""
    if (
        context.column
        or not _INSIDE.search(text[street:stop])
        or contexts.MEETING.search(text[stop : stop + 12])
        or contexts.PLACE.search(text[stop : stop + 20])
    ):
        return -1
    before = context.before
    region = _REGION.search(before[-24:])
    begins = street - len(region[0]) if region else street
    while begins < street and text[begins] in _PARTICLES:
        begins += 1
    lead = before[: len(before) - (street - begins)]
    homewards = lead.endswith(("返回", "回到", "回家", "回"))
    if contexts.OFFICE.search(lead) or _SPOT.search(lead) or (_GOING.search(lead) and not homewards):
        return -1
    if contexts.OFFICE_ADDRESS.search(lead[-16:]) and not homewards:
        return -1
    if _persons(lead, context, begins, people):
        return begins
    named = [m for m in people_words.NAMED.finditer(lead) if people_words.is_name(m[1])]
    if not named:
        return -1
    return begins if homewards or not contexts.ORGANISATION.search(lead[named[-1].end() :]) else -1


def _persons(before: str, context: Context, street: int, people: list[int]) -> bool:
    """Whether a neutral “address” is a person's: one is spoken of before it, nearer than any organisation."""
    if contexts.COMPANY_CODE.search(before):
        return False  # whoever is named represents it
    organisation = max((m.start() for m in contexts.ORGANISATION.finditer(before)), default=-1)
    near = max((p for p in people if p < street), default=-1)
    place = max(context.person(), len(before) - (street - near) if near >= 0 else -1)
    return place > max(organisation, context.office())
