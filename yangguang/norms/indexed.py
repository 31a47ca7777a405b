"""Articles as things that can be found: their keys in the index, and telling it that some changed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yangguang.search import outbox

from .models import Article, ArticleChange

SEARCH_KIND = "norm-article"
# An article's key in the index holds its document's and its own number: articles that amendments add have no row.
_SUB, _NUMBER, _PART = 7, 14, 1
_BITS = _SUB + _NUMBER + _PART
_KEY = re.compile(r"(s?)(\d{1,4})(?:-(\d{1,3}))?")


def number_of(norm: int, key: str) -> int | None:
    """The key of an article in the index; None for a number that no article bears (第一条之一百二十八)."""
    found = _KEY.fullmatch(key)
    if not found or int(found[3] or 0) >= 1 << _SUB:
        return None
    own = (int(bool(found[1])) << _NUMBER | int(found[2])) << _SUB | int(found[3] or 0)
    return norm << _BITS | own


def article_of(number: int) -> tuple[int, str]:
    """The document and the article that a key in the index stands for."""
    own = number & ((1 << _BITS) - 1)
    sub, own = own & ((1 << _SUB) - 1), own >> _SUB
    part, main = own >> _NUMBER, own & ((1 << _NUMBER) - 1)
    return number >> _BITS, f"{'s' if part else ''}{main}" + (f"-{sub}" if sub else "")


def numbers_of(norms: Iterable[int]) -> set[int]:
    """Of every article that these documents have or had by any act that is entered. Two queries."""
    keys = list(norms)
    rows = {*Article.objects.filter(norm__in=keys).values_list("norm", "key")}
    rows |= {*ArticleChange.objects.filter(relation__target__in=keys).values_list("relation__target", "key")}
    # What stands below an article (第二款) is found with it.
    own = {(norm, key.partition(".")[0]) for norm, key in rows}
    return {n for norm, key in own if (n := number_of(norm, key)) is not None}


def tell(norms: Iterable[int]) -> None:
    """The articles of these documents changed, or are about to go; call it in the transaction, before they are gone."""
    outbox.changed_many(SEARCH_KIND, sorted(numbers_of(norms)))
