"""The fields of the index."""

from __future__ import annotations

import tantivy

from .. import analyser
from ..kinds import Document

SCHEMA_VERSION = 3
VERSION = f"v{SCHEMA_VERSION}.{analyser.ANALYSER_VERSION}"
TEXTS = ("title", "body")
_PLAIN = ("kind", "number", "owner", "unit", "category", "validity", "public", "share")
# Facets are counted by looking into a column at every hit, so those of few values together share one, and every text has one
# value in each: a column with gaps, or with several units of a text, takes twice as long.
COUNTED = {
    "standing": ("kind", "category", "validity"),
    "topic": ("topic",),
    "year": ("year",),
    "units": ("unit",),
}
BETWEEN, AMONG = "\x1f", "\x1e"  # between the facets of a column, and between the values of one facet
# Every text is in one of so many equal shares. RUN texts in a row are in the same one: of a long row, such as a unit's
# old texts brought in together, every share has as many, and what holds a word is read only around the runs of a share.
SHARES, RUN = 8, 512


def schema() -> tantivy.Schema:
    """``at`` is the date in seconds of 1970; the texts hold the analyser's tokens with blanks between."""
    build = tantivy.SchemaBuilder()
    build.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        build.add_text_field(name, tokenizer_name="spaces", index_option="position")
    for name in _PLAIN:
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in COUNTED:
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    build.add_integer_field("at", indexed=False, fast=True)  # spans of days are read from the column
    return build.build()


def prepared(index: tantivy.Index) -> tantivy.Index:
    """With its tokenizer, which tantivy forgets at every opening, and without its thread that watches for changes."""
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("spaces", spaces)
    index.config_reader("manual")
    return index


def key(kind: str, pk: int) -> str:
    return f"{kind}:{pk}"


def share(pk: int) -> int:
    """The share a text is in."""
    return pk // RUN % SHARES


def as_document(kind: str, item: Document) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("key", key(kind, item.id))
    title = " ".join(analyser.tokens(item.title))
    document.add_text("title", title)
    # The title is text too, so that words spread over both are weighed together; so are numbers, found in part.
    text = "\n".join((item.summary, item.body, item.words, *item.numbers))
    document.add_text("body", f"{title} {' '.join(analyser.tokens(text))}")
    for number in item.numbers:
        document.add_text("number", analyser.exact(number))
    if item.unit is not None:
        document.add_text("owner", str(item.unit))
    facets = _facets(kind, item)
    for name, values in facets.items():
        for value in values if name not in COUNTED else ():
            document.add_text(name, value)
    for name, together in COUNTED.items():
        document.add_text(name, BETWEEN.join(AMONG.join(facets[facet]) for facet in together))
    document.add_text("public", "yes" if item.public else "no")
    document.add_text("share", str(share(item.id)))
    document.add_integer("at", int(item.date.timestamp()))
    return document


def _facets(kind: str, item: Document) -> dict[str, list[str]]:
    """The values of each facet, none for what the text has not."""
    units = item.units or ((item.unit,) if item.unit is not None else ())
    return {
        "kind": [kind],
        "unit": [str(unit) for unit in sorted(set(units))],
        "category": [item.category] if item.category else [],
        "topic": [item.topic] if item.topic else [],
        "validity": [item.validity] if item.validity else [],
        "year": [str(item.year)] if item.year else [],
    }
