"""A reply as its reader sees it: without the applicant, and without what tells which unit wrote it (任务 33)."""

from __future__ import annotations

import re

from yangguang.documents import bodies
from yangguang.organisations.models import Unit

from . import masking
from .actions import after
from .letters.desk import desk_of
from .models import Applicant, Letter

UNIT, SUPERIOR, CONTACT = "某单位", "某上级机关", "（联系方式）"
# How letters tell whom to ask (``letters.opening.contact``): an address may have changed since, so all of it is covered.
REACHED = "联系方式："
_PHONE = re.compile(r"0\d{2,3}[-－—]?\d{7,8}|(?<!\d)\d{7,8}(?!\d)")
LEAST = 3  # characters of a name; shorter ones stand in ordinary words


def words_of(unit: Unit, mark: str = "") -> list[tuple[str, str]]:
    """What tells the unit, with what stands in its place; the longest first."""
    desk = desk_of(unit)
    names = {unit.name, unit.full_name, unit.name.removeprefix("区"), *(n.name for n in unit.names.all())}
    found = dict.fromkeys(names, UNIT) | {desk.mark: UNIT, mark: UNIT, desk.superior: SUPERIOR}
    found |= dict.fromkeys((desk.address, desk.phone, desk.fax, desk.email, desk.hours), CONTACT)
    kept = [(w.strip(), shown) for w, shown in found.items() if len(w.strip()) >= LEAST]
    return sorted(kept, key=lambda pair: (-len(pair[0]), pair[0]))


def without(text: str, words: list[tuple[str, str]]) -> str:
    for word, shown in words:
        text = re.sub(r"\s*".join(map(re.escape, word)), shown, text)
    return _PHONE.sub(CONTACT, text)


def blind(letter: Letter) -> str:
    """The letter's HTML without applicant and unit. Raises vault.CannotOpen when the sealed text can't be opened."""
    applicant = Applicant.objects.filter(request=letter.request_id).first()
    masked = after.masked_html(letter.html, masking.words_of(applicant))
    words = words_of(letter.unit, letter.mark)
    root = bodies.tree(masked)
    for paragraph in root.iter("p"):
        if paragraph.text_content().strip().startswith(REACHED):
            paragraph[:] = []
            paragraph.text = f"{REACHED}{CONTACT}"
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        element.text = without(element.text, words) if element.text else element.text
        element.tail = without(element.tail, words) if element.tail else element.tail
        element.attrib.pop("href", None)  # an address tells whose page it is
    found = bodies.clean(bodies.inner(root))
    plain = bodies.to_text(found)
    # A name spread over several marks is found in the plain text only; then the marks are given up.
    cleaned = without(plain, words)
    return found if cleaned == plain else bodies.from_plain(cleaned)
