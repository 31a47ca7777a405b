"""From a question to tantivy's query. Scores are BM25 (k1 1.2, b 0.75, tantivy's own) over the pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
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
NAMED = 10_000  # the same of titles, in which pairs that stand at all nearly always stand together
# Postings that may be read to count how many of a sentence's pairs each text holds (60 ns each). Above it a sentence is
# looked for among the texts that hold one of its rarest pairs, which have RAREST postings together, and ranked by those
# of its pairs that have RANKED.
READ, RAREST, RANKED = 150_000, 40_000, 1_500_000
COMBINED, SHORT = 5, 3  # words of which some may be missing, and pairs of each
Frequency = Callable[[str, str], int]


class Ranking(dict[tuple[str, tuple[str, ...]], float]):
    """What ranks and decides nothing: how much tokens in a row count in a field. What is named twice is one look."""

    def add(self, other: dict[tuple[str, tuple[str, ...]], float]) -> None:
        for what, weight in other.items():
            self[what] = self.get(what, 0.0) + weight


@dataclass(frozen=True)
class Sought:
    """A question as queries: ``deciding`` finds and scores what must be there, the others only rank what it finds;
    ``equals`` looks at each hit once more, to put what is in force and newer first among equals."""

    clauses: tuple[Clause, ...]
    ranking: tuple[Any, ...]
    equals: tuple[Any, ...]

    @cached_property
    def deciding(self) -> Any:
        return Query.boolean_query(list(self.clauses))

    def among(self, few: Any) -> Any:
        """Those of a few that hold it; side by side with what must be there, so that the few are looked at alone."""
        return Query.boolean_query([(Occur.Must, Query.const_score_query(few, 0.0)), *self.clauses])

    def ranked(self, *, equals: bool) -> Any:
        return _beside(self.deciding, (*self.ranking, *(self.equals if equals else ())))


def sought(
    schema: Any, question: Question, frequency: Frequency = lambda field, token: 0, *, titled: bool = False
) -> Sought:
    """What was asked for, and the filters, which every hit must pass and which score nothing.

    ``frequency`` tells how many documents hold a token in a field. ``titled``: only what has every pair of the words in its
    title, ranked by the title alone: titles are so short that pairs stand together there, and where they do is not read.
    """
    ranking: list[Any] = []
    if titled:
        words = question.asked.words
        pairs = dict.fromkeys(t for w in words if not w.tight for t in w.in_place)
        deciding: list[Clause] = [(Occur.Must, _one(schema, "title", t)) for t in pairs]
        deciding += [(Occur.Must, _unbroken(schema, "title", w)) for w in words if w.tight]
    else:
        deciding, ranking = _wanted(schema, question, frequency)
    if not deciding:
        deciding = [(Occur.Must, Query.const_score_query(Query.all_query(), 0.0))]
    for word in question.asked.excluded:
        deciding.append((Occur.MustNot, _any([_unbroken(schema, f, word) for f in TEXTS])))
    deciding += [(Occur.Must, Query.const_score_query(q, 0.0)) for q in _filters(schema, question)]
    if question.public is not None:
        deciding.append(_seen(schema, public=question.public, frequency=frequency))
    deciding += _left_out(schema, question.without)
    ordered = question.by_date or question.asked.empty
    return Sought(
        tuple(deciding),
        () if question.by_date else tuple(ranking),
        () if ordered or titled else tuple(_standing(schema, question, frequency)),
    )


def _beside(query: Any, ranking: Iterable[Any]) -> Any:
    """Hits of the one, scored by the others as well.

    Each stands alone beside all before it, so that it is looked up at the hits only. Several side by side would be one
    union, which tantivy reads and scores in whole stretches of 4,096 documents around every hit.
    """
    for other in ranking:
        query = Query.boolean_query([(Occur.Must, query), (Occur.Should, other)])
    return query


def _seen(schema: Any, *, public: bool, frequency: Frequency) -> Clause:
    """What readers may see, or what they may not. Nearly all of a site is public: then leaving out the few others reads less
    than finding all that are."""
    wanted, others = ("yes", "no") if public else ("no", "yes")
    if frequency("public", others) < frequency("public", wanted):
        return Occur.MustNot, Query.term_query(schema, "public", others, "basic")
    return Occur.Must, Query.const_score_query(Query.term_query(schema, "public", wanted, "basic"), 0.0)


def _left_out(schema: Any, kinds: tuple[str, ...]) -> list[Clause]:
    return [(Occur.MustNot, Query.term_query(schema, "kind", kind, "basic")) for kind in kinds]


def any_of(schema: Any, tokens: Iterable[str]) -> Any:
    """Any of the tokens in the text. Bare terms side by side and nothing else: only of these tantivy leaves out whole blocks
    of documents that cannot come among the best."""
    return _any([Query.term_query(schema, "body", token) for token in tokens])


def to_be_seen(
    schema: Any, wanted: Any, kinds: tuple[str, ...], without: tuple[str, ...], frequency: Frequency
) -> Any:
    """Of what is wanted that which readers may see, of these kinds."""
    clauses = [(Occur.Must, wanted), _seen(schema, public=True, frequency=frequency)]
    if kinds:
        within = Query.term_set_query(schema, "kind", list(kinds))
        clauses.append((Occur.Must, Query.const_score_query(within, 0.0)))
    return Query.boolean_query([*clauses, *_left_out(schema, without)])


def named(schema: Any, keys: Iterable[str]) -> Any:
    """The documents of these keys."""
    return Query.const_score_query(Query.term_set_query(schema, "key", list(keys)), 0.0)


def _standing(schema: Any, question: Question, frequency: Frequency) -> list[Any]:
    """Among texts that say the same, what is in force comes before what is not, and the newer before the older."""
    favoured = [("validity", "valid", IN_FORCE)]
    favoured += [("year", str(year), FRESH / 2**n) for n, year in enumerate(question.fresh)]
    return [
        Query.const_score_query(Query.term_query(schema, name, value, "basic"), score)
        for name, value, score in favoured
        if frequency(name, value)
    ]


def _filters(schema: Any, question: Question) -> Iterable[Any]:
    for name, values in question.filters.items():
        # A set is laid out as one bit of every document before anything is looked up in it.
        one = len(values) == 1
        yield (
            Query.term_query(schema, name, values[0], "basic")
            if one
            else Query.term_set_query(schema, name, list(values))
        )
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


def _wanted(schema: Any, question: Question, frequency: Frequency) -> tuple[list[Clause], list[Any]]:
    """Numbers first, then words and phrases: what decides (nothing when nothing is asked for), and what only ranks."""
    asked, fields = question.asked, TEXTS[:1] if question.opening else TEXTS
    deciding, ranking = _words(schema, question, fields, frequency)
    for word in asked.phrases:
        deciding.append((Occur.Must, _any([_unbroken(schema, f, word) for f in fields])))
    if deciding and not asked.numbers and not (question.opening and asked.begun):
        return deciding, ranking
    either = [_beside(Query.boolean_query(deciding), ranking)] if deciding else []
    # The whole of what looks like a number outweighs its endings (see analyser.ask).
    for number in asked.numbers:
        term = Query.term_query(schema, "number", number, "basic")
        either.append(Query.const_score_query(term, NUMBER + 100.0 * len(number)))
    if question.opening and asked.begun:
        beginning = Query.regex_query(schema, "number", f"{_escaped(asked.begun)}.*")
        either.append(Query.const_score_query(beginning, NUMBER))
    return ([(Occur.Must, either[0] if len(either) == 1 else _any(either))] if either else []), []


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


def _common(word: Word, frequency: Frequency, field: str = "body", limit: int | None = None) -> bool:
    least = min((frequency(field, t) for t in word.in_place if not t.endswith(OPEN)), default=0)
    return least > (COMMON if limit is None else limit)


def _words(
    schema: Any, question: Question, fields: tuple[str, ...], frequency: Frequency
) -> tuple[list[Clause], list[Any]]:
    """What a text must hold, and what only ranks it."""
    words = question.asked.words
    if not words:
        return [], []
    weight = {"title": _title_weight(question), "body": 1.0}
    # The body holds the title again (schema.as_document), so it alone decides what is found; the title only ranks.
    deciding, ranking = fields[-1], fields[:-1]

    def held(token: str, times: int = 1) -> Any:
        return Query.boost_query(_one(schema, deciding, token), weight[deciding] * times)

    def ranked(tokens: Iterable[str]) -> Ranking:
        return Ranking({(f, (t,)): weight[f] for t in tokens for f in ranking})

    def whole(word: Word, *, last: bool) -> tuple[list[Clause], Ranking]:
        """All of the word. A token counts as often as it stands for one of the word's characters."""
        if word.tight:
            return [(Occur.Must, _unbroken(schema, deciding, word))], Ranking()
        covers = word.covers
        if _common(word, frequency):
            covers = tuple((t,) for t in word.parts)
        groups = [tuple(_opened(t, question) if last else t for t in group) for group in covers]
        times = Counter(t for group in groups for t in group)
        # Who has 思明 has 思明 or 明区: a wider group asks for nothing more.
        least = [g for g in groups if not any(set(other) < set(g) for other in groups)]
        alone = dict.fromkeys(g[0] for g in least if len(g) == 1)
        either = [g for g in least if len(g) > 1]
        found: list[Clause] = [(Occur.Must, held(t, times[t])) for t in alone]
        found += [(Occur.Must, _any([held(t) for t in group])) for group in either]
        spent = Counter(t for group in either for t in group)
        more = ranked(times)
        for token, n in times.items():
            if token not in alone and n > spent[token]:
                more.add({(deciding, (token,)): weight[deciding] * (n - spent[token])})
        return found, more

    def together(found: list[Clause], more: Ranking) -> Any:
        return _beside(Query.boolean_query(found), _ranks(schema, more))

    def stated(word: Word) -> tuple[list[Clause], Ranking]:
        """All of the word, or of what says the same."""
        found, more = whole(word, last=word is words[-1])
        if not word.also:
            return found, more
        each = [together(found, more)]
        for other in word.also:
            each.append(Query.boost_query(together(*whole(other, last=False)), _other(word, other)))
        return [(Occur.Must, Query.disjunction_max_query(each))], Ranking()

    def every(some: Iterable[Word]) -> tuple[list[Clause], Ranking]:
        clauses: list[Clause] = []
        beside = Ranking()
        for found, more in map(stated, some):
            clauses += found
            beside.add(more)
        return clauses, beside

    clauses: list[Clause] = []
    beside = Ranking()
    gathered: list[Any] = []
    if question.match is Match.ALL:
        clauses, beside = every(words)
    elif question.match is not Match.ANY and _combined(question):
        # So many of the words, whichever: a few questions for all of some words are much less work than counting, in
        # every text that holds any, how many it holds.
        size = len(words) - 1 if question.match is Match.NEARLY else -(-len(words) // 2)
        chosen = [every(some) for some in combinations(words, size)]
        clauses.append((Occur.Must, _any([together(*one) for one in chosen])))
    else:
        parts = question.asked.parts
        share = 3 if question.asked.long else 2
        least = 1 if question.match is Match.ANY else -(-len(parts) // share)
        order = sorted(parts, key=lambda t: frequency(deciding, t))
        if least > 1 and sum(frequency(deciding, t) for t in parts) > READ:
            # Nor are characters that stand alone, such as the 年 of 2021年, looked up: they are in every second text.
            telling = [t for t in order if not t.endswith(OPEN)] or order
            rare = _rarest(telling, frequency, deciding, RAREST)
            clauses.append((Occur.Must, Query.const_score_query(_any([held(t) for t in rare]), 0.0)))
            # So many hits that reading all the pairs in one go is less work than a look at each hit.
            read = [held(t) for t in _rarest(telling, frequency, deciding, RANKED)]
            gathered = [_any(read + _ranks(schema, ranked(telling)))]
            words = tuple(w for w in words if not w.in_place[-1].endswith(OPEN))
        else:
            if least > 1:
                # Who holds 4 of 8 pairs holds one of the 5 rarest: only those texts are looked at.
                rare = order[: len(parts) - least + 1]
                clauses.append((Occur.Must, Query.const_score_query(_any([held(t) for t in rare]), 0.0)))
            either = [(Occur.Should, held(t)) for t in parts]
            clauses.append((Occur.Must, Query.boolean_query(either, minimum_number_should_match=least)))
            beside = ranked(parts)
        beside.add({(deciding, o.in_place): OTHER for word in words for o in word.also})
    for word in words:
        pair = len(word.in_place) == 1
        told = not pair and not _common(word, frequency)
        titled = pair or not _common(word, frequency, "title", NAMED)
        bonus = {"title": weight["title"] if titled else 0.0, "body": UNBROKEN if told else 0.0}
        # A word of one pair stands unbroken in the title wherever the pair stands there: the two add up to one look.
        beside.add({(f, word.in_place): bonus[f] for f in fields if bonus[f]})
    return clauses, [*gathered, *_ranks(schema, beside)]


def _rarest(order: list[str], frequency: Frequency, field: str, most: int) -> list[str]:
    """Of tokens, the rarest first, those that have ``most`` postings together; what nothing holds is left out."""
    found: list[str] = []
    read = 0
    for token in order:
        read += (times := frequency(field, token))
        if found and read > most:
            break
        if times:
            found.append(token)
    return found or order[:1]


def _ranks(schema: Any, ranking: Ranking) -> list[Any]:
    return [
        Query.boost_query(_in_a_row(schema, field, tokens), weight)
        for (field, tokens), weight in ranking.items()
    ]


def _opened(token: str, question: Question) -> str:
    """While someone is still typing, the last Latin word or number may go on."""
    return token + OPEN if question.opening and re.fullmatch(r"[a-z0-9]+", token) else token


def _one(schema: Any, field: str, token: str) -> Any:
    if token.endswith(OPEN):
        return Query.regex_query(schema, field, f"{_escaped(token[:-1])}.*")
    return Query.term_query(schema, field, token)


def _unbroken(schema: Any, field: str, word: Word) -> Any:
    """The word's tokens one after the other."""
    return _in_a_row(schema, field, word.in_place)


def _in_a_row(schema: Any, field: str, tokens: tuple[str, ...]) -> Any:
    if len(tokens) == 1:
        return _one(schema, field, tokens[0])
    if tokens[-1].endswith(OPEN):
        patterns: list[Any] = [*map(_escaped, tokens[:-1]), f"{_escaped(tokens[-1][:-1])}.*"]
        return Query.regex_phrase_query(schema, field, patterns)
    return Query.phrase_query(schema, field, list(tokens))


def _escaped(text: str) -> str:
    return re.sub(r"([^\w-])", r"\\\1", text)
