"""The faces that pages are set in, and which characters they lack."""

from __future__ import annotations

import json
from collections import OrderedDict
from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).parent / "fonts"
# What GB/T 9704-2012 asks for → our face. No 仿宋 under a permissive licence is in the package registries (FandolFang of
# Debian is GPL with a font exception and whole in GB 2312; the OFL's Zhuque Fangsong is in none), so none is packaged: its
# part is played by 宋 until a district puts a file of its own into $YANGGUANG_HOME/fonts.
ROLES = {
    "小标宋": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Yangguang Song"),
    "仿宋": (
        "FangSong_GB2312",
        "FangSong",
        "STFangsong",
        "Zhuque Fangsong",
        "Zhuque Fangsong (technical preview)",
        "FandolFang R",
        "Yangguang Song",
    ),
    "黑体": ("SimHei", "STHeiti", "Yangguang Hei"),
    "楷体": ("KaiTi_GB2312", "KaiTi", "STKaiti", "Yangguang Kai"),
    "宋体": ("SimSun", "STSong", "Yangguang Song"),
}
_IGNORED = set("\n\r\t\u00a0\u00ad\u200b\u200c\u200d\u2028\u2060\ufeff\ufe0e\ufe0f")


@cache
def characters() -> frozenset[int]:
    """Every character of the packaged text face, to which all other faces fall back."""
    ranges = json.loads((FOLDER / "coverage.json").read_text("utf-8"))
    return frozenset(code for low, high in ranges for code in range(low, high + 1))


def missing(text: str) -> str:
    """The characters of ``text`` that no packaged face has, each once, in the order of the text."""
    there = characters()
    return "".join(OrderedDict.fromkeys(c for c in text if ord(c) not in there and c not in _IGNORED))


@cache
def packaged(own: str = "") -> typst.Fonts:
    """The packaged faces, and those of a folder of the district's own; nothing of the machine's."""
    folders = [FOLDER, *([Path(own)] if own and Path(own).is_dir() else [])]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


@cache
def with_the_machines(own: str = "") -> typst.Fonts:
    """The same and whatever the machine has: asked only when a text holds a character that the package lacks."""
    folders = [FOLDER, *([Path(own)] if own and Path(own).is_dir() else [])]
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=list(folders))


def families(own: str = "") -> dict[str, list[str]]:
    """The families to try for each role, the district's own first, of those that are there."""
    there = set(packaged(own).families())
    return {role: [n for n in names if n in there] for role, names in ROLES.items()}


def unshown(text: str, own: str = "") -> str:
    """The characters of ``text`` that neither the package nor the machine shows: they print as empty boxes.

    Each is drawn alone and compared with the box; after 60 nobody reads the list.
    """
    lacking = missing(text)[:60]
    if not lacking:
        return ""
    faces = with_the_machines(own)
    box = _drawn("\U0010fffd", faces)
    return "".join(c for c in lacking if _drawn(c, faces) == box)


def _drawn(character: str, faces: typst.Fonts) -> str:
    page = f'#set text(font: "Yangguang Song")\n#text(str.from-unicode({ord(character)}))'
    drawn = typst.Compiler(page.encode(), font_paths=faces).compile(format="svg")
    return bytes(drawn[0] if isinstance(drawn, list) else drawn or b"").decode("utf-8", "replace")
