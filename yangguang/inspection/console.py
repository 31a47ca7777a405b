"""The command line of an inspection, with and without Django around it."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TextIO

from .crawling.running import inspect_now
from .crawling.state import Locked
from .observing import Progress, Report, name_of
from .options import AGENT, Options, Words, mapping_of


class _Parser(Protocol):
    def add_argument(self, *names: str, **rest: Any) -> Any: ...


class Refused(ValueError):
    """What was asked for cannot be done; the text says why and what to do."""


def add_arguments(parser: _Parser) -> None:
    """The options of ``yangguang inspect``."""
    add = parser.add_argument
    add("url", help="网站首页，如 https://www.example.gov.cn/")
    add("--json", action="store_true", help="以 JSON 输出全部结果")
    add("--state", type=Path, help="保存进度的文件夹：中断后接着查，再查时只取有变化的")
    add("--keep", action="store_true", help="在进度文件夹里留存页面原样，作为证据")
    add("--limit", type=int, default=0, metavar="N", help="最多查多少页（默认不限）")
    add("--concurrency", type=int, default=4, metavar="N", help="同时的连接数，1 至 16（默认 4）")
    add("--delay", type=float, default=0.0, metavar="秒", help="两次请求至少间隔多少秒")
    add("--timeout", type=float, default=15.0, metavar="秒", help="多久没有应答算打不开（默认 15）")
    add("--allow", action="append", default=[], metavar="HOST", help="还可以查的主机，可写多次")
    add("--private", action="store_true", help="允许查内网地址（查本单位的内网或测试站点时用）")
    add("--ignore-robots", action="store_true", help="不看 robots.txt（须经网站主办单位同意）")
    add("--external", action="store_true", help="外部链接也查：打不开的隔几分钟再查一次才算")
    add(
        "--external-pause", type=float, default=180.0, metavar="秒", help="外部链接两次查验的间隔（默认 180）"
    )
    add("--retry-pause", type=float, default=5.0, metavar="秒", help="站内出错后隔多久再查一次（默认 5）")
    add("--columns", type=Path, metavar="FILE", help="栏目对照表（TOML）：认不准的栏目、期限、筹建中")
    add("--today", metavar="日期", help="按哪一天算是否更新，如 2021-06-10（默认今天）")
    add("--no-text", action="store_true", help="不查正文（个人信息、表述、错别字等）")
    add("--no-hub", action="store_true", help="不查“政府信息公开”专栏")
    add("--axe", type=int, default=0, metavar="N", help="抽 N 页用真实浏览器查无障碍（要装 Playwright）")
    add("--agent", default=AGENT, help=argparse.SUPPRESS)


def options_of(given: dict[str, Any], words: Words | None) -> Options:
    """Options from parsed arguments. Raises Refused, in Chinese, naming the argument."""
    if not 1 <= given["concurrency"] <= 16:
        raise Refused("--concurrency 应在 1 至 16 之间：连接太多会妨碍对方网站")
    for name in ("limit", "delay", "external_pause", "retry_pause", "axe"):
        if given[name] < 0:
            raise Refused(f"--{name.replace('_', '-')} 不能是负数")
    if given["timeout"] <= 0:
        raise Refused("--timeout 应大于 0")
    if given["keep"] and given["state"] is None:
        raise Refused("--keep 要和 --state 文件夹 一起用")
    today = None
    if given["today"]:
        try:
            today = dt.date.fromisoformat(given["today"])
        except ValueError:
            raise Refused(f"“{given['today']}”不是日期，请写作 2021-06-10") from None
    try:
        mapped = mapping_of(given["columns"]) if given["columns"] else ()
    except ValueError as error:
        raise Refused(str(error)) from None
    return Options(
        allow=frozenset(given["allow"]), private=given["private"], limit=given["limit"],
        concurrency=given["concurrency"], delay=given["delay"], timeout=given["timeout"], external=given["external"],
        external_pause=given["external_pause"], retry_pause=given["retry_pause"], state=given["state"],
        keep=given["keep"], robots=not given["ignore_robots"], agent=given["agent"], today=today, mapped=mapped,
        words=None if given["no_text"] else words, hub=not given["no_hub"], axe=given["axe"],
    )  # fmt: skip


def run(given: dict[str, Any], out: TextIO, err: TextIO, words: Words | None) -> int:
    """Inspect and write the report. The answer is the exit code: 0 nothing found, 1 something found, 2 not finished."""
    options = options_of(given, words)
    try:
        report = inspect_now(given["url"], options, _teller(err))
    except Locked as error:
        raise Refused(f"{error}。请等它结束，或换一个文件夹") from None
    except ValueError as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(f"不能写“{options.state}”：{error.strerror or error}") from None
    if err.isatty():
        err.write("\r\033[K")
    if given["json"]:
        write_json(report.as_json(), out)
    else:
        write(report, out)
    return 2 if not report.complete else 1 if report.observed else 0


def _teller(err: TextIO) -> Callable[[Progress], None]:
    def told(progress: Progress) -> None:
        if err.isatty():
            err.write(
                f"\r\033[K{progress.stage}：{progress.pages} 页，{progress.requests} 次请求，还有 {progress.waiting} 个地址"
            )
            err.flush()

    return told


def write_json(report: dict[str, Any], out: TextIO) -> None:
    """The report as one JSON object, each column and each observation on a line of its own."""
    lines = []
    for name, value in report.items():
        if isinstance(value, list) and value:
            inner = ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in value)
            lines.append(f" {json.dumps(name)}: [\n  {inner}\n ]")
        else:
            lines.append(f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    out.write("{\n" + ",\n".join(lines) + "\n}\n")


_SHOWN = 10


def write(report: Report, out: TextIO) -> None:
    """The report for a person: numbers, columns, then what was found, most frequent kinds by name."""
    seconds = (report.ended - report.started).total_seconds()
    out.write(f"{report.site}：{report.pages} 页，{report.requests} 次请求，{seconds:.0f} 秒")
    out.write(f"，{report.unchanged} 页没有变化\n" if report.unchanged else "\n")
    if not report.complete:
        out.write(f"没有查完：{report.stopped}\n")
    for note in report.notes:
        out.write(f"说明：{note}\n")
    if report.columns:
        out.write(f"\n栏目 {len(report.columns)} 个\n")
        for column in report.columns:
            last = column.last.isoformat() if column.last else "没有日期"
            out.write(f"  {column.name}（{column.kind or '类别不明'}）{last} {column.url}\n")
    counts = Counter(o.probe for o in report.observed)
    out.write(f"\n问题 {len(report.observed)} 处\n" if counts else "\n没有发现问题\n")
    for probe in sorted(counts):
        out.write(f"{name_of(probe)}：{counts[probe]}\n")
        shown = [o for o in report.observed if o.probe == probe]
        for o in shown[:_SHOWN]:
            seen = f" ← {o.page}" if o.page and o.page != o.target else ""
            text = str(o.evidence.get("text") or o.evidence.get("reason") or "")[:50]
            out.write(f"  {o.target}{seen}{f' （{text}）' if text else ''}\n")
        if len(shown) > _SHOWN:
            out.write(f"  …… 还有 {len(shown) - _SHOWN} 处，见 --json\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run without Django: the same inspection, without the rules for text."""
    parser = argparse.ArgumentParser(prog="yangguang inspect", description="检查一个政府网站")
    add_arguments(parser)
    given = vars(parser.parse_args(arguments))
    try:
        return run(given, sys.stdout, sys.stderr, None)
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\n已停下。用 --state 时，再运行一次会接着查\n")
        return 2


def alone() -> int:
    """``main`` in a process of its own: what is kept of a site only grows, so it is not searched for rings so often."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    return main()
