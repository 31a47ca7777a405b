"""A post made from a public record: words shortened to the platform's limits, a short link, a picture with its QR code."""

from __future__ import annotations

import hashlib
import io
import secrets
from dataclasses import dataclass

import segno
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from yangguang.documents import bodies
from yangguang.gazette.models import Issue
from yangguang.publications.models import Publication
from yangguang.typesetting import fonts
from yangguang.typesetting.lines import break_title

from .models import Account, Platform, ShortLink

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is mistaken for something else when read aloud
CODE = 7
SUMMARY = 240  # characters of a packaged text's body where the platform allows more
_ENDS = "。！？；\n"


@dataclass(frozen=True)
class Packed:
    title: str
    text: str


def shorten(text: str, most: int) -> str:
    """The text in at most ``most`` characters: whole sentences where one fits into the last two thirds, else an ellipsis."""
    text = text.strip()
    if len(text) <= most:
        return text
    if most < 2:
        return text[:most]
    cut = text[:most]
    end = max(cut.rfind(e) for e in _ENDS)
    return cut[: end + 1].rstrip() if end >= most // 3 else f"{text[: most - 1].rstrip('，、；：,')}…"


def pack(platform: Platform, *, title: str, body: str, summary: str, link: str) -> Packed:
    """Title and text for a platform; the link stays whole whatever is cut."""
    tail = f"\n详见：{link}"
    room = platform.text_limit - len(tail)
    said = summary.strip() or shorten(body, SUMMARY)
    return Packed(shorten(title, platform.title_limit), (shorten(said, max(room, 0)) + tail).strip())


def of_publication(record: Publication, platform: Platform, link: str) -> Packed:
    return pack(
        platform, title=record.title, body=bodies.to_text(record.body), summary=record.summary, link=link
    )


def of_issue(issue: Issue, platform: Platform, link: str) -> Packed:
    names = [
        f"《{t}》" if not t.startswith("《") else t
        for t in issue.articles.values_list("title", flat=True)[:12]
    ]
    body = (
        f"{issue.name}{issue.label}已经出版，刊登：" + "、".join(names) + "。"
        if names
        else f"{issue}已经出版。"
    )
    return pack(platform, title=f"{issue.name}{issue.label}出版", body=body, summary=body, link=link)


def address(path: str) -> str:
    """A path of this site as the public writes it."""
    return settings.SITE_ADDRESS.rstrip("/") + path


def short_link(
    account: Account, *, publication: Publication | None = None, issue: Issue | None = None
) -> ShortLink:
    """The account's short link to a record: the one there is, or a new one."""
    there = ShortLink.objects.filter(account=account, publication=publication, issue=issue).first()
    if there is not None:
        return there
    for _ in range(5):
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE))
        try:
            with transaction.atomic():
                return ShortLink.objects.create(
                    code=code, account=account, publication=publication, issue=issue
                )
        except IntegrityError:
            continue
    raise RuntimeError("no free short code found")


def url_of(link: ShortLink) -> str:
    return address(reverse("portal:short-link", args=[link.code]))


def digest(title: str, text: str) -> str:
    """What was signed, in 64 characters: one changed letter makes another one."""
    return hashlib.sha256(f"{title.strip()}\0{text.strip()}".encode()).hexdigest()


def qr(text: str, scale: int = 6) -> bytes:
    """A QR code as PNG, with its quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


BLUE, DEEP, AMBER, WHITE = (14, 77, 107), (9, 52, 74), (229, 162, 39), (255, 255, 255)


def card(platform: Platform, *, title: str, unit: str, kind: str, link: str = "") -> bytes:
    """The post's picture (PNG) in the platform's size: what, whose, and the QR code of the link.

    Characters that the packaged face lacks are left out rather than shown as boxes.
    """
    width, height = platform.picture_width, platform.picture_height
    base = min(width, height)
    image = Image.new("RGB", (width, height), BLUE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height - max(base // 40, 4), width, height), fill=AMBER)
    margin = base // 12
    tall = height > width
    code = Image.open(io.BytesIO(qr(link))).convert("RGB") if link else None
    side = int(base * (0.36 if tall else 0.42)) if code is not None else 0
    right = width - margin - (0 if tall or code is None else side + margin)
    small, heading = _face("Regular", max(base // 16, 18)), _face("Bold", 10)
    draw.text((margin, margin), _shown(kind), font=small, fill=AMBER)
    top, bottom = (
        margin + int(small.size * 1.7),
        height - margin - int(small.size * 1.8) - (side + margin if tall and code else 0),
    )
    lines, heading = _fitted(_shown(title), right - margin, bottom - top, max(base // 7, 30))
    for n, line in enumerate(lines):
        draw.text((margin, top + n * int(heading.size * 1.35)), line, font=heading, fill=WHITE)
    draw.text((margin, height - margin - small.size), _shown(unit), font=small, fill=WHITE)
    if code is not None:
        code = code.resize((side, side), Image.Resampling.NEAREST)
        image.paste(
            code,
            (width - margin - side, height - margin - side)
            if tall
            else (width - margin - side, (height - side) // 2),
        )
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _shown(text: str) -> str:
    lacking = set(fonts.missing(text))
    return "".join(c for c in text if c not in lacking)


def _face(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.FOLDER / f"YangguangSong-{weight}.ttf"), size)


def _fitted(title: str, width: int, height: int, largest: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The title's lines in the largest face that fits, at worst the smallest with its end cut."""
    for size in range(largest, 17, -2):
        lines = break_title(title, max(width // size, 1))
        if (
            len(lines) * size * 1.35 <= height
            and max((_face("Bold", size).getlength(x) for x in lines), default=0) <= width
        ):
            return lines, _face("Bold", size)
    face = _face("Bold", 18)
    most = max(int(height // (18 * 1.35)), 1)
    return break_title(shorten(title, most * max(width // 18, 1) - 1), max(width // 18, 1))[:most], face
