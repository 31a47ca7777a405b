"""What may be shown of personal data in a finding: enough to find the place, too little to know the person."""

from __future__ import annotations

from yangguang.core.normalising import squeezed

STAR = "*"
# Characters shown in front and at the end (思明 default, 待核); everything else is a star.
SHOWN: dict[str, tuple[int, int]] = {
    "resident": (3, 3),
    "mobile": (3, 4),
    "card": (0, 4),
    "paper": (1, 3),
    "landline": (0, 3),
    "plate": (2, 1),
}


def masked(kind: str, words: str) -> str:
    """``words`` with all but the allowed characters as stars. Unknown kinds show their first character."""
    if kind == "email":
        name, _, domain = words.replace("＠", "@").partition("@")
        return f"{name[:1]}{STAR * 3}@{domain}"
    if kind == "address":
        return _street_only(words)
    if kind not in SHOWN:
        return words[:1] + STAR * (len(words) - 1)
    letters = squeezed(words)[0] or words
    front, end = SHOWN[kind]
    if kind == "plate":
        letters = words
    if len(letters) <= front + end:
        return letters[:1] + STAR * (len(letters) - 1)
    return letters[:front] + STAR * (len(letters) - front - end) + letters[len(letters) - end :]


def _street_only(words: str) -> str:
    """An address as far as its last letter before the first digit: the street stays, the door does not."""
    for place, letter in enumerate(words):
        if letter.isdigit():
            return words[:place] + STAR * 3
    return words[:6] + STAR * 3
