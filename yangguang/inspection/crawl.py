"""The one place that starts the crawler for a site: what a site's record and its set say, as the crawler's options."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from .models import Site
from .observing import Progress, Report
from .options import Freshness, Mapped, Options
from .probing.words import check
from .sets import IndicatorSet

Told = Callable[[Progress | None], None]
BEAT = 2.0  # seconds between two looks at how far it is


def folder_of(site: Site) -> Path:
    """Where the state of a site's inspections is, with its pages as they were the last time."""
    return Path(settings.HOME) / "inspection" / f"site-{site.pk}"


def options_for(site: Site, rules: IndicatorSet, *, limit: int | None = None, keep: bool = True) -> Options:
    """``limit`` pages; ``keep`` False for a look at a single page, which leaves no state."""
    own = urlsplit(settings.SITE_ADDRESS)
    state = folder_of(site) if keep else None
    if state is not None:
        state.mkdir(parents=True, exist_ok=True)
    named: dict[str, Any] = {"freshness": {kind: Freshness(days=days) for kind, days in rules.days.items()}}
    if "home_days" in rules.limits:
        named["home_freshness"] = Freshness(days=int(rules.limits["home_days"]))
    if "slow_page_ms" in rules.limits:
        named["slow_ms"] = int(rules.limits["slow_page_ms"])
    mapped = tuple(
        Mapped(
            str(m.get("url", "")), str(m.get("name", "")), str(m.get("kind", "")), str(m.get("exempt", ""))
        )
        for m in site.mapping
        if m.get("url")
    )
    if site.ours:  # the same records in other characters: judged once
        mapped = (Mapped(f"{site.address.rstrip('/')}/hant/*", exempt="繁体版"), *mapped)
    return Options(
        allow=frozenset(map(str, site.allow)),
        # The platform's own address may lie inside the house: it only shows what every visitor sees.
        private=site.ours and urlsplit(site.address)[:2] == own[:2],
        limit=site.limit if limit is None else limit, external=site.external and keep, state=state, keep=keep, mapped=mapped,
        timeout=float(rules.limits.get("answer_seconds", 15)), words=check, **named,
    )  # fmt: skip


def look(start: str, options: Options, told: Told | None = None) -> Report:
    """Inspect from an address on, in a thread of its own.

    ``told`` is called in this thread every BEAT seconds with the latest progress (None before the first); what it
    raises ends the inspection and is raised here.
    """
    from .crawling.loops import run
    from .crawling.running import inspect

    latest: list[Progress] = []
    running: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]]] = []

    async def body() -> Report:
        task = asyncio.current_task()
        assert task is not None
        running.append((asyncio.get_running_loop(), task))
        return await inspect(start, options, lambda progress: latest.__setitem__(slice(None), [progress]))

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="inspection") as pool:
        future = pool.submit(lambda: run(body()))
        while not wait([future], timeout=BEAT).done:
            try:
                if told is not None:
                    told(latest[-1] if latest else None)
            except BaseException:
                for loop, task in running:
                    loop.call_soon_threadsafe(task.cancel)
                with contextlib.suppress(asyncio.CancelledError, CancelledError):
                    future.result(timeout=60)
                raise
        return future.result()
