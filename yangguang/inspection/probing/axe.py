"""axe-core in a real browser on a few pages: contrast and what else only a drawn page shows. Playwright is optional."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Sequence

from ..crawling.addresses import normalise
from ..observing import Observed
from .seen import Seen

_MOST_NODES = 20


class Missing(RuntimeError):
    """Playwright, axe or the browser is not installed."""


def sample(seen: Seen, number: int) -> list[str]:
    """Addresses of the home page and of pages spread evenly over the rest in the order they were met."""
    pages = [id for id, _ in seen.pages()]
    step = max(1, len(pages) // max(1, number))
    return [seen.url(id) for id in pages[::step][:number]]


async def examine(urls: Sequence[str], allowed: Callable[[str], bool]) -> list[Observed]:
    """Observations of axe, one a rule and page. The browser loads nothing from hosts that are not ``allowed``.

    Raises Missing, in Chinese, when the browser or axe is not here.
    """
    try:
        from axe_playwright_python.async_playwright import Axe
        from playwright.async_api import Error, async_playwright
    except ImportError:
        raise Missing(
            "没有装 Playwright 和 axe，未用浏览器查无障碍：pip install playwright axe-playwright-python"
        ) from None
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and os.environ.get("YANGGUANG_CHROMIUM_AS_ROOT") != "1":
        # Root's Chromium has no sandbox, and the pages are not ours.
        raise Missing("不以 root 身份用浏览器打开别人的网页：请换一个普通用户运行")
    out: list[Observed] = []
    async with async_playwright() as browsers:
        try:
            # Debian's Chromium where there is one; else the one Playwright brings.
            own = os.environ.get("YANGGUANG_CHROMIUM") or shutil.which("chromium")
            browser = await browsers.chromium.launch(
                executable_path=own, args=["--no-sandbox"] if root else []
            )
        except Error:
            raise Missing(
                "没有装浏览器，未查：请运行 apt-get install chromium，或 playwright install chromium"
            ) from None
        context = await browser.new_context(service_workers="block", accept_downloads=False)

        async def only_there(route, request):  # type: ignore[no-untyped-def]
            address = normalise(request.url)
            if request.url.startswith("data:") or (address is not None and allowed(address)):
                await route.continue_()
            else:
                await route.abort()

        await context.route("**/*", only_there)
        for url in urls:
            page = await context.new_page()
            try:
                await page.goto(url, timeout=20_000)
                found = (await Axe().run(page)).response
            except Error:
                continue
            finally:
                await page.close()
            at = dt.datetime.now(dt.UTC)
            for rule in found.get("violations", ()):
                nodes = [str(n.get("html", ""))[:160] for n in rule["nodes"][:_MOST_NODES]]
                evidence = {
                    "text": nodes[0] if nodes else "", "reason": rule.get("help", ""), "count": len(rule["nodes"]),
                    "places": nodes, "by": "axe", "key": "axe",
                }  # fmt: skip
                out.append(Observed(f"a11y.{rule['id']}", url, url, evidence, at))
        await browser.close()
    return out
