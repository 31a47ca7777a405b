"""The site as it is served, with one addition: every page that is really made is noted in a file.

The page cache stands outside of the note, so what it answers from memory is not in it.
"""

from __future__ import annotations

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

_django = get_wsgi_application()

from yangguang.delivery.wrapping import wrap  # noqa: E402


def _noted(environ: dict[str, Any], start: Any) -> Any:
    line = f"{os.getpid()} {environ['PATH_INFO']}\n".encode()
    handle = os.open(os.environ["YANGGUANG_BENCH_NOTES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, line)
    os.close(handle)
    return _django(environ, start)


application = wrap(_noted)
