"""axe-core in a real browser on a few pages: contrast and what else only a drawn page shows. Playwright is optional."""

from __future__ import annotations

import datetime as dt
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
    out: list[Observed] = []
    async with async_playwright() as browsers:
        try:
            browser = await browsers.chromium.launch()
        except Error:
            raise Missing("没有装浏览器，未查：请运行 playwright install chromium") from None
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
