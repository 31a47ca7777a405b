"""From a question to tantivy's query. Scores are BM25 (k1 1.2, b 0.75, tantivy's own) over the pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from enum import Enum
from itertools import combinations
from typing import Any

import tantivy

from ..analyser import OPEN, Word
from ..engine import Match, Question
from .schema import TEXTS

Query, Occur = tantivy.Query, tantivy.Occur
Clause = tuple[Any, Any]
# Less than one more occurrence of a word brings: they decide among equals.
IN_FORCE, FRESH = 0.3, 0.1
OTHER = 0.8  # what a word in other words counts beside the one that was typed
UNBROKEN = 0.5  # what a word adds that stands unbroken in the text
NUMBER = 10_000.0  # above every score of words


# A word whose rarest pair stands in more texts than this is looked up without asking each text whether it stands
# unbroken in it: that took two thirds of the time over a million texts and told hardly two of so many apart.
COMMON = 50_000


class Titles(Enum):
    """What titles do beyond ranking. With more hits than anybody reads, those named so come first, and as long as they
    fill the page only they are ranked."""

    RANK = "rank"
    FIRST = "first"
    ONLY = "only"


COMBINED, SHORT = 5, 3  # words of which some may be missing, and pairs of each
TITLED = 1000.0  # above every score of words
Frequency = Callable[[str, str], int]


def build(
    schema: Any,
    question: Question,
    frequency: Frequency = lambda field, token: 0,
    *,
    titles: Titles = Titles.RANK,
    equals: bool = True,
) -> Any:
    """The whole query: what was asked for, and the filters, which every hit must pass and which score nothing.

    ``frequency`` tells how many documents hold a token in a field. ``equals``: among equals what is in force and newer
    comes first, which costs a look at each hit.
    """
    clauses: list[Clause] = []
    wanted = _titled(schema, question) if titles is Titles.ONLY else _wanted(schema, question, frequency)
    if wanted is not None and titles is Titles.FIRST:
        # The greater of the two counts: named so, a text stands where it stands among titles alone.
        wanted = Query.disjunction_max_query([_titled(schema, question), wanted])
    if wanted is None:
        wanted = Query.const_score_query(Query.all_query(), 0.0)
    clauses.append((Occur.Must, wanted))
    if equals and not (question.asked.empty or question.by_date):
        clauses += _standing(schema, question)
    for word in question.asked.excluded:
        clauses.append((Occur.MustNot, _any([_unbroken(schema, f, word) for f in TEXTS])))
    clauses += [(Occur.Must, Query.const_score_query(q, 0.0)) for q in _filters(schema, question)]
    clauses += _left_out(schema, question.without)
    return Query.boolean_query(clauses)


def _left_out(schema: Any, kinds: tuple[str, ...]) -> list[Clause]:
    return [(Occur.MustNot, Query.term_query(schema, "kind", kind, "basic")) for kind in kinds]


def any_of(schema: Any, tokens: Iterable[str]) -> Any:
    """Any of the tokens in the text. Bare terms side by side and nothing else: only of these tantivy leaves out whole blocks
    of documents that cannot come among the best."""
    return _any([Query.term_query(schema, "body", token) for token in tokens])


def to_be_seen(schema: Any, wanted: Any, kinds: tuple[str, ...], without: tuple[str, ...]) -> Any:
    """Of what is wanted that which readers may see, of these kinds."""
    must = [Query.term_query(schema, "public", "yes", "basic")]
    if kinds:
        must.append(Query.term_set_query(schema, "kind", list(kinds)))
    filters = [(Occur.Must, Query.const_score_query(q, 0.0)) for q in must]
    return Query.boolean_query([(Occur.Must, wanted), *filters, *_left_out(schema, without)])


def named(schema: Any, keys: Iterable[str]) -> Any:
    """The documents of these keys."""
    return Query.const_score_query(Query.term_set_query(schema, "key", list(keys)), 0.0)


def _standing(schema: Any, question: Question) -> list[Clause]:
    """Among texts that say the same, what is in force comes before what is not, and the newer before the older."""
    favoured = [("validity", "valid", IN_FORCE)]
    favoured += [("year", str(year), FRESH / 2**n) for n, year in enumerate(question.fresh)]
    return [
        (Occur.Should, Query.const_score_query(Query.term_query(schema, name, value, "basic"), score))
        for name, value, score in favoured
    ]


def _filters(schema: Any, question: Question) -> Iterable[Any]:
    for name, values in question.filters.items():
        yield Query.term_set_query(schema, name, list(values))
    if question.public is not None:
        yield Query.term_query(schema, "public", "yes" if question.public else "no", "basic")
    if question.owners is not None:
        reach = [Query.term_set_query(schema, "owner", [str(u) for u in sorted(question.owners)])]
        if question.or_public:
            reach.append(Query.term_query(schema, "public", "yes", "basic"))
        yield _any(reach)
    if question.span is not None:
        low, high = (int(moment.timestamp()) for moment in question.span)
        yield Query.range_query(schema, "at", tantivy.FieldType.Integer, low, high)


def _any(queries: list[Any]) -> Any:
    return Query.boolean_query([(Occur.Should, q) for q in queries])


def _title_weight(question: Question) -> float:
    """A word or two are looked for in titles, a sentence in the text: 2 for one pair, 1 for three, 0.1 from thirty.

    The body holds the title again, so this comes on top of a weight of 1. docs/search.md says how it was chosen.
    """
    return max(min(3 / max(len(question.asked.parts), 1), 2.0), 0.1)


def _wanted(schema: Any, question: Question, frequency: Frequency) -> Any:
    """Numbers first, then words and phrases; None when nothing is asked for."""
    asked, fields = question.asked, TEXTS[:1] if question.opening else TEXTS
    clauses = _words(schema, question, fields, frequency)
    for word in asked.phrases:
        clauses.append((Occur.Must, _any([_unbroken(schema, f, word) for f in fields])))
    either = [Query.boolean_query(clauses)] if clauses else []
    # The whole of what looks like a number outweighs its endings (see analyser.ask).
    for number in asked.numbers:
        term = Query.term_query(schema, "number", number, "basic")
        either.append(Query.const_score_query(term, NUMBER + 100.0 * len(number)))
    if question.opening and asked.begun:
        beginning = Query.regex_query(schema, "number", f"{_escaped(asked.begun)}.*")
        either.append(Query.const_score_query(beginning, NUMBER))
    if not either:
        return None
    return either[0] if len(either) == 1 else _any(either)


def _titled(schema: Any, question: Question) -> Any:
    """Every word unbroken in the title, above all that is not; ranked by the title alone."""
    named = [_unbroken(schema, "title", w) for w in question.asked.words]
    return Query.boolean_query(
        [
            *((Occur.Must, q) for q in named),
            (Occur.Must, Query.const_score_query(Query.all_query(), TITLED)),
        ]
    )


def _other(word: Word, said: Word) -> float:
    """What other words count: a longer name has more pairs, and must not count more for that."""
    return OTHER * min(len(word.parts) / max(len(said.parts), 1), 1.0)


def _combined(question: Question) -> bool:
    """Whether some of the words are asked for as whole words: a few short ones, as people type them with blanks. What a
    sentence is cut into is longer, and a text that answers it need not hold all of any piece."""
    words = question.asked.words
    return (
        1 < len(words) <= COMBINED and all(len(w.parts) <= SHORT for w in words) and not question.asked.long
    )


def _common(word: Word, frequency: Frequency) -> bool:
    return min((frequency("body", t) for t in word.in_place if not t.endswith(OPEN)), default=0) > COMMON


def _words(schema: Any, question: Question, fields: tuple[str, ...], frequency: Frequency) -> list[Clause]:
    words = question.asked.words
    if not words:
        return []
    weight = {"title": _title_weight(question), "body": 1.0}
    # The body holds the title again (schema.as_document), so it alone decides what is found; the title only ranks.
    deciding, ranking = fields[-1], fields[:-1]

    def held(token: str, times: int = 1) -> Any:
        return Query.boost_query(_one(schema, deciding, token), weight[deciding] * times)

    def ranked(tokens: Iterable[str]) -> list[Clause]:
        each = [(f, t) for t in tokens for f in ranking]
        return [(Occur.Should, Query.boost_query(_one(schema, f, t), weight[f])) for f, t in each]

    def whole(word: Word, *, last: bool) -> list[Clause]:
        """All of the word. A token counts as often as it stands for one of the word's characters."""
        if word.tight:
            return [(Occur.Must, _unbroken(schema, deciding, word))]
        groups = [tuple(_opened(t, question) if last else t for t in group) for group in word.covers]
        times = Counter(t for group in groups for t in group)
        # Who has 思明 has 思明 or 明区: a wider group asks for nothing more.
        least = [g for g in groups if not any(set(other) < set(g) for other in groups)]
        alone = dict.fromkeys(g[0] for g in least if len(g) == 1)
        either = [g for g in least if len(g) > 1]
        found: list[Clause] = [(Occur.Must, held(t, times[t])) for t in alone]
        found += [(Occur.Must, _any([held(t) for t in group])) for group in either]
        spent = Counter(t for group in either for t in group)
        more = {t: n - spent[t] for t, n in times.items() if t not in alone and n > spent[t]}
        found += [(Occur.Should, held(t, n)) for t, n in more.items()]
        return found + ranked(times)

    def stated(word: Word) -> list[Clause]:
        """All of the word, or of what says the same."""
        found = whole(word, last=word is words[-1])
        if not word.also:
            return found
        each = [Query.boolean_query(found)]
        each += [
            Query.boost_query(Query.boolean_query(whole(w, last=False)), _other(word, w)) for w in word.also
        ]
        return [(Occur.Must, Query.disjunction_max_query(each))]

    clauses: list[Clause] = []
    if question.match is Match.ALL:
        for word in words:
            clauses += stated(word)
    elif question.match is not Match.ANY and _combined(question):
        # So many of the words, whichever: a few questions for all of some words are much less work than counting, in
        # every text that holds any, how many it holds.
        size = len(words) - 1 if question.match is Match.NEARLY else -(-len(words) // 2)
        each = [
            Query.boolean_query([c for w in some for c in stated(w)]) for some in combinations(words, size)
        ]
        clauses.append((Occur.Must, _any(each)))
    else:
        parts = question.asked.parts
        share = 3 if question.asked.long else 2
        least = 1 if question.match is Match.ANY else -(-len(parts) // share)
        if least > 1:
            # Who holds 4 of 8 pairs holds one of the 5 rarest: only those texts are looked at.
            rare = sorted(parts, key=lambda t: frequency(deciding, t))[: len(parts) - least + 1]
            clauses.append((Occur.Must, Query.const_score_query(_any([held(t) for t in rare]), 0.0)))
        either = [(Occur.Should, held(t)) for t in parts]
        clauses.append((Occur.Must, Query.boolean_query(either, minimum_number_should_match=least)))
        clauses += ranked(parts)
        for other in (w for word in words for w in word.also):
            clauses.append((Occur.Should, Query.boost_query(_unbroken(schema, deciding, other), OTHER)))
    for word in words:
        told = len(word.in_place) > 1 and not _common(word, frequency)
        bonus = {"title": weight["title"], "body": UNBROKEN if told else 0.0}
        clauses += [
            (Occur.Should, Query.boost_query(_unbroken(schema, f, word), bonus[f]))
            for f in fields
            if bonus[f]
        ]
    return clauses


def _opened(token: str, question: Question) -> str:
    """While someone is still typing, the last Latin word or number may go on."""
    return token + OPEN if question.opening and re.fullmatch(r"[a-z0-9]+", token) else token


def _one(schema: Any, field: str, token: str) -> Any:
    if token.endswith(OPEN):
        return Query.regex_query(schema, field, f"{_escaped(token[:-1])}.*")
    return Query.term_query(schema, field, token)


def _unbroken(schema: Any, field: str, word: Word) -> Any:
    """The word's tokens one after the other."""
    tokens = word.in_place
    if len(tokens) == 1:
        return _one(schema, field, tokens[0])
    if tokens[-1].endswith(OPEN):
        patterns: list[Any] = [*map(_escaped, tokens[:-1]), f"{_escaped(tokens[-1][:-1])}.*"]
        return Query.regex_phrase_query(schema, field, patterns)
    return Query.phrase_query(schema, field, list(tokens))


def _escaped(text: str) -> str:
    return re.sub(r"([^\w-])", r"\\\1", text)
