"""One door to PDFium, which may be used by one thread at a time; a server has several."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pypdfium2

_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def opened(source: bytes | str | Path | BinaryIO) -> Iterator[pypdfium2.PdfDocument]:
    """The document, for the calling thread alone until the block ends. Raises pypdfium2.PdfiumError when it can't be
    read, with the word "password" in it when it is locked."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(source, autoclose=False)
        try:
            yield document
        finally:
            document.close()


@contextmanager
def made() -> Iterator[pypdfium2.PdfDocument]:
    """An empty document to be filled, for the calling thread alone until the block ends."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument.new()
        try:
            yield document
        finally:
            document.close()
