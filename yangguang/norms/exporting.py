"""The public catalogue (规范性文件目录) as rows, the same for the page's downloads, the open data and REG-05."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from .models import Norm

HEADINGS = (
    "序号", "登记号", "名称", "文号", "制定机关", "成文日期", "公布日期", "施行日期", "有效期至", "效力", "主题分类", "网址",
)  # fmt: skip


def rows(norms: Iterable[Norm], on: dt.date, address: str = "") -> Iterator[tuple[str, ...]]:
    """Register entries as rows of text under ``HEADINGS``; ``address`` is the site's, before each path."""
    for number, n in enumerate(norms, 1):
        yield (
            str(number), n.register_number or "", n.title, n.document_number, n.unit.name, f"{n.written_on or ''}",
            f"{n.published_on or ''}", f"{n.effective_on or ''}", f"{n.valid_until or ''}", n.state(on).value, n.topic,
            f"{address}{n.get_absolute_url()}",
        )  # fmt: skip
