"""Every public page in traditional characters, under ``/hant/``: the prefix is the script name, so links stay inside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yangguang.documents.scripts import traditional_html

from .cache import Application, Start

PREFIX = "/hant"
STAFF = ("/desk",)


class Traditional:
    """A WSGI application around another: answers below ``/hant/`` come in traditional characters."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not (path == PREFIX or path.startswith(PREFIX + "/")):
            return self.application(environ, start)
        # One stroke: //elsewhere would be another site's address.
        rest = "/" + path[len(PREFIX) :].lstrip("/\\")
        if path == PREFIX or rest.startswith(STAFF) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            # Staff work and forms stay in one script; 307 keeps the form's data.
            query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
            to = PREFIX + "/" if path == PREFIX else rest
            start("307 Temporary Redirect", [("Location", to + query), ("Content-Length", "0")])
            return []
        inner = {**environ, "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + PREFIX, "PATH_INFO": rest,
                 "HTTP_ACCEPT_ENCODING": ""}  # fmt: skip
        held: dict[str, Any] = {}

        def keep(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            held.update(status=status, headers=headers)
            return lambda _: None

        result = self.application(inner, keep)
        try:
            body = b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close:
                close()
        kind = next((v for k, v in held["headers"] if k.lower() == "content-type"), "")
        headers = held["headers"]
        if body and ("html" in kind or "atom" in kind or "rss" in kind):
            body = traditional_html(body.decode("utf-8")).encode("utf-8")
            headers = [(k, v) for k, v in headers if k.lower() not in ("content-length", "etag")]
            headers.append(("Content-Length", str(len(body))))
        start(held["status"], headers)
        return [body]
