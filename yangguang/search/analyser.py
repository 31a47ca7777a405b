"""From text to index tokens, the same way when indexing and when asking.

Overlapping pairs of Han characters, whole words and numbers in other scripts; everything half width, lower case and
simplified. Pairs find every word of two or more characters without a dictionary (docs/search.md has the figures).
The last character of a Han run is a token too, so that every Han character begins exactly one token: a question of
one character asks for the tokens that begin with it, and phrases keep their places across 5G, A股 and 2021年.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import add

from yangguang.documents.scripts import simplified

# Raise it whenever ``tokens`` or ``exact`` changes: an index of another version is not used, and is built anew.
ANALYSER_VERSION = 2
LONGEST = 200  # characters of a question that are read
OPEN = "*"  # ends a token of a question that stands for every token beginning so

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_RUN = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}])[^\W_])+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_OPENING, _CLOSING = r"[\[【(〔〖《<{﹝]", r"[\]】)〕〗》>}﹞]"
_NUMBER = re.compile(
    rf"(?P<word>[{_HAN}a-z]{{1,20}}?)\s*{_OPENING}\s*(?P<year>(?:19|20)\d\d)\s*年?\s*{_CLOSING}\s*第?\s*(?P<no>\d{{1,5}})\s*号?"
    r"|(?P<index>\b[a-z]{2}\w{2,12}\s*-\s*[\d-]{2,11}-\s*(?:19|20)\d\d\s*-\s*\d{3,6}\b)",
    re.I,
)
# A number of which the end is not typed yet.
_BEGUN = re.compile(
    rf"^\s*(?P<word>[{_HAN}a-z]{{1,20}})\s*{_OPENING}\s*(?P<year>\d{{1,4}})\s*(?:{_CLOSING}\s*第?\s*(?P<no>\d{{0,5}})\s*)?$"
    r"|^\s*(?P<index>[a-z]{2}\d[\w-]{2,})\s*$",
    re.I,
)
# Signs that have no other form, or one without letters: ASCII, Han, and the punctuation of official texts.
_USUAL_SIGNS = (
    "\x00-\x7f\u00b0\u00b7\u00d7\u2010-\u2027\u2030-\u205e\u2190-\u2193\u25a0-\u25ff\u3000-\u3029\u3030"
    "\u3400-\u9fff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\U00020000-\U0002f7ff\U00030000-\U0003134f"
)
_USUAL = re.compile(f"[{_USUAL_SIGNS}]*")
# With the letter before it, which it may join: an accent is a sign of its own.
_UNUSUAL = re.compile(f"[\x00-\x7f]?[^{_USUAL_SIGNS}]+")
_PHRASE = re.compile(r"[\"“”「『]([^\"“”「」『』]+)[\"“”」』]")
_MINUS = ("-", "−", "–")
# What a sentence asks with rather than for; it also shows where its words end. Short questions are left whole.
_FILLER = re.compile(
    r"请问|为什么|什么样|什么|怎么样|怎么办|怎么|怎样|如何|哪些|哪里|哪个|哪几|多少|是否|有没有|能否|能不能|可以|对于|关于|有何|是谁"
    r"|吗|呢|(?<!目)的(?!士|确)|[?!]"
)
_SENTENCE = 8  # characters typed without a blank


def normalise(text: str) -> str:
    """Half width, lower case, simplified characters."""
    return simplified(unicodedata.normalize("NFKC", text).lower())


def letters(text: str) -> str:
    """Like ``normalise`` for every letter and digit; the signs between them may stay as they are. Most texts hold no
    letter that has another form, and of the others only those letters are looked up: eight times as fast."""
    if not _USUAL.fullmatch(text):
        text = _UNUSUAL.sub(_compatible, text)
    return simplified(text.lower())


def _compatible(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order; their places in the list are their places in the index."""
    found: list[str] = []
    for run in _RUN.findall(letters(text)):
        # A run is of one script. In step with itself shifted by one a run gives its pairs without a slice for each,
        # which is what most of the time of a rebuild went into.
        if _IS_HAN.match(run):
            found += map(add, run, run[1:])
            found.append(run[-1])
        else:
            found.append(run)
    return found


def _of_run(run: str) -> list[str]:
    if not _IS_HAN.match(run):
        return [run]
    return [run[i : i + 2] for i in range(len(run))]


def exact(number: str) -> str:
    """A 文号 or 索引号 as one token: 厦思政办〔2021〕19号 is 厦思政办|2021|19 in any style of brackets and blanks."""
    text = normalise(number)
    if found := _NUMBER.search(text):
        return _as_token(found)
    return re.sub(r"\s+", "", text)


def _as_token(found: re.Match[str]) -> str:
    if found["index"]:
        return re.sub(r"\s+", "", found["index"])
    return f"{found['word']}|{found['year']}|{int(found['no'])}"


@dataclass(frozen=True)
class Word:
    """One thing asked for, as its runs of Han characters or of other letters and digits."""

    runs: tuple[str, ...]
    also: tuple[Word, ...] = ()  # the same in other words

    @property
    def in_place(self) -> tuple[str, ...]:
        """The tokens that must follow each other where the word stands unbroken."""
        found = [token for run in self.runs for token in _of_run(run)]
        # What follows the last Han character in the text is open: 规划 stands in 规划局 as well.
        if _IS_HAN.match(self.runs[-1]):
            return tuple(found[:-1] if len(self.runs[-1]) > 1 else [*found[:-1], found[-1] + OPEN])
        return tuple(found)

    @property
    def tight(self) -> bool:
        """Means nothing when it is broken up: A股, 5G卡, 2021年."""
        return len(self.runs) > 1 and any(len(run) == 1 and _IS_HAN.match(run) for run in self.runs)

    @property
    def covers(self) -> tuple[tuple[str, ...], ...]:
        """For each character the tokens of which one must be there.

        思明区规划 asks for 思明, for 规划, and for 区 in 明区 or 区规: 思明区的规划 holds it, 思明的规划 does not.
        Words of up to three characters must stand unbroken.
        """
        groups: dict[tuple[str, ...], None] = {}
        for run in self.runs:
            if not _IS_HAN.match(run):
                groups[(run,)] = None
            elif len(run) == 1:
                groups[(run + OPEN,)] = None
            else:
                pairs = [run[i : i + 2] for i in range(len(run) - 1)]
                for i in range(len(run)):
                    groups[tuple(dict.fromkeys(pairs[max(i - 1, 0) : i + 1]))] = None
        return tuple(groups)

    @property
    def parts(self) -> tuple[str, ...]:
        """Every token, once."""
        return tuple(dict.fromkeys(token for group in self.covers for token in group))


@dataclass(frozen=True)
class Asked:
    """A question, taken apart: ``words`` anywhere, ``phrases`` unbroken, ``excluded``, ``numbers`` looked up exactly
    (the whole one first), ``begun``, how a number begins that is still being typed, and ``shown``, the strings to mark
    in what is found."""

    words: tuple[Word, ...] = ()
    phrases: tuple[Word, ...] = ()
    excluded: tuple[Word, ...] = ()
    numbers: tuple[str, ...] = ()
    begun: str = ""
    shown: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """Every token of the words, once."""
        return tuple(dict.fromkeys(token for word in self.words for token in word.parts))

    @property
    def long(self) -> bool:
        """A sentence: few documents hold all of it, and the best one need not."""
        return len(self.parts) > 12

    @property
    def empty(self) -> bool:
        """Nothing is asked for; there may still be words to leave out."""
        return not (self.words or self.phrases or self.numbers)


def _word(text: str) -> Word | None:
    runs = tuple(_RUN.findall(normalise(text)))
    return Word(runs) if runs else None


Others = Callable[[str], tuple[str, ...]]


def _nothing(text: str) -> tuple[str, ...]:
    return ()


def _words(text: str, others: Others) -> list[Word]:
    """What was typed without a blank, taken apart after a year (2021年规划) and, in a sentence, at its fillers."""
    plain = normalise(text)
    pieces = _FILLER.split(plain) if len(plain) >= _SENTENCE else [plain]
    # A single character between fillers says nothing.
    kept = [piece for piece in pieces if len(piece) > 1] or [plain]
    found = []
    for part in (p for piece in kept for p in re.split(r"(?<=\d{4}年)(?!度)", piece)):
        if word := _word(part):
            also = tuple(w for other in others(part) if (w := _word(other)))
            found.append(replace(word, also=also))
    return found


def ask(text: str, others: Others = _nothing) -> Asked:
    """Read what someone typed: words, "phrases", -excluded, document and index numbers. ``others`` tells the same in other
    words (``lexicon.Lexicon.others``)."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])
    numbers: dict[str, None] = {}
    for found in _NUMBER.finditer(normalise(text)):
        # What stands before the number may belong to the sentence: 请查思政办〔2021〕19号.
        whole = _as_token(found)
        numbers[whole] = None
        if found["word"]:
            numbers |= {whole[i:]: None for i in range(1, len(found["word"]) - 1)}
    phrases, excluded, shown = [], [], []
    words: list[Word] = []
    for quoted in _PHRASE.findall(text):
        if word := _word(quoted):
            phrases.append(word)
            shown.append(quoted)
    for part in re.split(r"[\s,、;。|]+", _PHRASE.sub(" ", text)):
        if part.startswith(_MINUS) and len(part) > 1:
            if word := _word(part[1:]):
                excluded.append(word)
        elif taken := _words(part, others):
            words += taken
            shown += [part, *("".join(w.runs) for word in taken for w in word.also)]
    return Asked(
        tuple(words), tuple(phrases), tuple(excluded), tuple(numbers), _begun(normalise(text)), tuple(shown)
    )


_FIELD = re.compile(r"(?:^|(?<=\s))(机构|单位|文号|年份|年度)\s*[:：]\s*(\S+)")
_FIELDS = {"机构": "unit", "单位": "unit", "文号": "number", "年份": "year", "年度": "year"}


def field_words(text: str) -> tuple[str, dict[str, str]]:
    """What was typed without its field words, and those: 机构:区财政局 年份:2021 文号:厦思政办〔2021〕19号."""
    found = {_FIELDS[m[1]]: m[2] for m in _FIELD.finditer(text)}
    return " ".join(_FIELD.sub(" ", text).split()), found


def _begun(text: str) -> str:
    found = _BEGUN.match(text)
    if not found:
        return ""
    if found["index"]:
        return found["index"]
    closed = f"|{found['no']}" if found["no"] is not None else ""
    return f"{found['word']}|{found['year']}{closed}"
