"""The fields of the index."""

from __future__ import annotations

import tantivy

from .. import analyser
from ..engine import FACETS
from ..kinds import Document

SCHEMA_VERSION = 2
VERSION = f"v{SCHEMA_VERSION}.{analyser.ANALYSER_VERSION}"
TEXTS = ("title", "body")
_PLAIN = ("kind", "number", "owner", "unit", "category", "topic", "validity", "year", "public")


def schema() -> tantivy.Schema:
    """``at`` is the date in seconds of 1970; the texts hold the analyser's tokens with blanks between."""
    build = tantivy.SchemaBuilder()
    build.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        build.add_text_field(name, tokenizer_name="spaces", index_option="position")
    for name in _PLAIN:
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name in FACETS)
    build.add_integer_field("at", indexed=True, fast=True)
    return build.build()


def prepared(index: tantivy.Index) -> tantivy.Index:
    """With its tokenizer, which tantivy forgets at every opening, and without its thread that watches for changes."""
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("spaces", spaces)
    index.config_reader("manual")
    return index


def key(kind: str, pk: int) -> str:
    return f"{kind}:{pk}"


def as_document(kind: str, item: Document) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("key", key(kind, item.id))
    document.add_text("kind", kind)
    title = " ".join(analyser.tokens(item.title))
    document.add_text("title", title)
    # The title is text too, so that words spread over both are weighed together; so are numbers, found in part.
    text = "\n".join((item.summary, item.body, item.words, *item.numbers))
    document.add_text("body", f"{title} {' '.join(analyser.tokens(text))}")
    for number in item.numbers:
        document.add_text("number", analyser.exact(number))
    if item.unit is not None:
        document.add_text("owner", str(item.unit))
    for unit in item.units or ((item.unit,) if item.unit is not None else ()):
        document.add_text("unit", str(unit))
    for name in ("category", "topic", "validity"):
        if value := getattr(item, name):
            document.add_text(name, value)
    if item.year:
        document.add_text("year", str(item.year))
    document.add_text("public", "yes" if item.public else "no")
    document.add_integer("at", int(item.date.timestamp()))
    return document
