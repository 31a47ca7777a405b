"""What stands around Django: the page cache outermost, then traditional characters."""

from __future__ import annotations

from django.conf import settings

from .cache import Application, PageCache
from .traditional import Traditional


def wrap(application: Application) -> Application:
    """The web process's application; ``YANGGUANG_PAGE_CACHE_MB=0`` leaves the cache out."""
    inner: Application = Traditional(application)
    return PageCache(inner, limit=settings.PAGE_CACHE_BYTES) if settings.PAGE_CACHE_BYTES else _bare(inner)


def _bare(application: Application) -> Application:
    """Without the cache, its header must still not reach a reader."""
    from .pages import HEADER

    def plain(environ, start):  # type: ignore[no-untyped-def]
        def strip(status, headers, exc_info=None):  # type: ignore[no-untyped-def]
            return start(status, [(k, v) for k, v in headers if k != HEADER])

        return application(environ, strip)

    return plain
