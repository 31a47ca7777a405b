"""Characters that sound or look alike, each set folded onto one sign, so that a whole text folds in one pass. Pure."""

from __future__ import annotations

import functools
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
# Sounds that keyboards and dialects mix up.
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"))
_MARKS = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvnnnm")


def lines(name: str) -> list[str]:
    """The lines of a data file without its remarks."""
    text = (DATA / name).read_text("utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


@functools.cache
def sounds() -> dict[int, str]:
    """For ``str.translate``: every character of GB 2312 to the sign of its first reading without tone."""
    from pypinyin.pinyin_dict import pinyin_dict

    table: dict[int, str] = {}
    signs: dict[str, str] = {}
    for point, readings in pinyin_dict.items():
        if not 0x4E00 <= point <= 0x9FFF:
            continue
        try:
            chr(point).encode("gb2312")
        except UnicodeEncodeError:
            continue
        sound = readings.split(",")[0].translate(_MARKS)
        for long, short in _MERGED:
            sound = sound.replace(long, short)
        table[point] = signs.setdefault(sound, chr(0xE000 + len(signs)))
    return table


@functools.cache
def shapes() -> dict[int, str]:
    """For ``str.translate``: a character of ``shapes.txt`` to the first of the characters it is linked with."""
    root: dict[str, str] = {}

    def of(char: str) -> str:
        while root.get(char, char) != char:
            char = root[char]
        return char

    for line in lines("shapes.txt"):
        for group in line.split():
            for char in group[1:]:
                one, two = sorted((of(group[0]), of(char)))
                root[two] = one
                root.setdefault(one, one)
    return {ord(c): of(c) for c in root}
