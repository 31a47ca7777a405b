# ruff: noqa: E501 - markup in one line
"""A small real web server in a thread, so that a test inspects what a browser would get."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from yangguang.inspection.crawling.running import inspect_now
from yangguang.inspection.options import Options

FOOT = (
    "党政机关 我为政府网站找错 主办：示例区人民政府 联系电话：12345 网站标识码：3502030001 闽ICP备05000000号 "
    '闽公网安备 35020302000001号 <a href="/map.html">网站地图</a>'
)
SITE = (
    '<meta name="SiteName" content="示例区人民政府"><meta name="SiteDomain" content="www.example.gov.cn">'
    '<meta name="SiteIDCode" content="3502030001">'
)


def page(
    body: str,
    *,
    title: str = "示例",
    labels: str = "",
    menu: str = "",
    charset: str = "utf-8",
    lang: str = "zh-CN",
) -> str:
    """A page without a fault, around ``body``."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="{charset}"><title>{title}</title>{SITE}{labels}</head><body>'
        f'<form action="/map.html"><label for="q">搜索</label><input id="q" name="q"></form><div><a href="/">首页</a>'
        f'<a href="/gk/">政府信息公开</a>{menu}</div><div>{body}</div><div>{FOOT}</div></body></html>'
    )


def article(heading: str, day: str, body: str = "", column: str = "通知公告") -> str:
    """An article with every label."""
    labels = "".join(
        f'<meta name="{n}" content="{v}">'
        for n, v in (("ColumnName", column), ("ColumnType", column), ("ArticleTitle", heading), ("PubDate", day), ("ContentSource", "示例区"))
    )  # fmt: skip
    return page(
        f"<h1>{heading}</h1><p>发布时间：{day}</p><p>{'各有关单位要抓好落实。' * 20}</p>{body}",
        title=heading,
        labels=labels,
    )


def column(name: str, rows: str, menu: str = "") -> str:
    """A column with every label."""
    labels = "".join(
        f'<meta name="{n}" content="{name}">'
        for n in ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
    )
    return page(f"<h1>{name}</h1><ul>{rows}</ul>", title=name, labels=labels, menu=menu)


Handler = Callable[[web.Request], Any]


@dataclass
class Served:
    """Pages by path. A value is text, bytes, (status, headers, body) or a function of the request."""

    pages: dict[str, Any] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[int] = field(default_factory=Counter)
    most_open: int = 0
    _open: int = 0
    base: str = ""

    def __post_init__(self) -> None:
        self.pages.setdefault("/map.html", page("<h1>网站地图</h1>"))
        hub = "".join(
            f'<a href="/gk/{n}.html">{name}</a>'
            for n, name in enumerate(
                ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")
            )
        )
        self.pages.setdefault("/gk/", page(f"<h1>政府信息公开</h1>{hub}", title="政府信息公开"))
        for n in range(5):
            self.pages.setdefault(
                f"/gk/{n}.html",
                page(
                    "<h1>说明</h1><p>" + f"第{n}部分公开的制度和内容，按有关规定办理。" * 20 + "</p>",
                    title=f"内容{n}",
                ),
            )

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self._open += 1
        self.most_open = max(self.most_open, self._open)
        try:
            return await self._found(request)
        finally:
            self._open -= 1

    async def _found(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path_qs
        self.asked[path] += 1
        found = self.pages.get("/map.html" if path.startswith("/map.html?") else path)
        if callable(found):
            found = found(request)
            if asyncio.iscoroutine(found):
                found = await found
        if isinstance(found, web.StreamResponse):
            return found
        status, headers, body = 200, {}, found
        if isinstance(found, tuple):
            status, headers, body = found
        if body is None:
            status, body = 404, "<html><body>none</body></html>"
        if isinstance(body, str):
            body = body.encode()
            headers = {"Content-Type": "text/html", **headers}
        self.answered[status] += 1
        return web.Response(status=status, headers=headers, body=body)

    def __enter__(self) -> Served:
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            app = web.Application(client_max_size=2**20)
            app.router.add_route("*", "/{tail:.*}", self._answer)
            self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            self._loop.run_until_complete(self._runner.setup())
            site = web.TCPSite(self._runner, "127.0.0.1", 0)
            self._loop.run_until_complete(site.start())
            self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
            ready.set()
            self._loop.run_forever()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    async def _stop(self) -> None:
        await self._runner.cleanup()
        rest = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


TODAY = dt.date(2021, 6, 10)


def look(served, **more):
    given = {"private": True, "today": TODAY, "retry_pause": 0, "external_pause": 0} | more
    return inspect_now(served.base + "/", Options(**given))


def seen(report, probe, base=""):
    return {o.target.removeprefix(base) for o in report.observed if o.probe == probe}
