"""Open data of the board, and the addresses that machines ask for."""

from __future__ import annotations

import csv
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header

from yangguang.workplan import board as boards
from yangguang.workplan.measuring import queries
from yangguang.workplan.models import PlanTask, Result, WorkPlan

VERDICTS = {"good": "合格", "bad": "不合格", "excluded": "不计入"}
JSON = {"ensure_ascii": False, "indent": 1}


def _plan(year: str) -> WorkPlan:
    plan = boards.public_plan(int(year))
    if plan is None:
        raise Http404(f"{year} 年没有公开的任务分解表")
    return plan


def plan_json(request: HttpRequest, year: str) -> HttpResponse:
    """The whole plan with every public result and its cases."""
    plan = _plan(year)
    run = queries.latest_run(plan)
    found = boards.board(plan)
    measured = {t["number"]: t for t in queries.as_json(run, public=True)["tasks"]} if run else {}
    said = {
        "title": plan.title,
        "year": plan.year,
        "jurisdiction": plan.jurisdiction,
        "state": plan.get_state_display(),
        "as_of": run.as_of.isoformat() if run else None,
        "content_hash": run.content_hash if run else None,
        "tasks": [
            {
                "number": r.task.number,
                "chapter": str(r.task.section.parent or r.task.section) if r.task.section else None,
                "section": str(r.task.section) if r.task.section and r.task.section.parent_id else None,
                "title": r.task.title or None,
                "requirement": r.task.requirement,
                "lead": r.lead,
                "responsible": r.responsible,
                "due": r.task.due_on.isoformat() if r.task.due_on else None,
                "due_kind": r.task.due_kind,
                "open_questions": r.open_questions,
                "assigned": r.assigned,
                "signed": r.signed,
                "closed": r.closed,
                **{
                    k: measured.get(r.task.number, {}).get(k, d)
                    for k, d in (("state", r.word), ("results", []), ("not_connected", []))
                },
            }
            for r in found.rows
        ],
    }
    return JsonResponse(said, json_dumps_params=JSON)


def _csv(name: str) -> tuple[HttpResponse, Any]:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or "attachment"
    return response, csv.writer(response)


def safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if str(value)[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def plan_csv(request: HttpRequest, year: str) -> HttpResponse:
    """The plan, a task a line."""
    plan = _plan(year)
    response, writer = _csv(f"plan-{year}")
    writer.writerow(
        ["序号", "章", "任务", "牵头单位", "责任单位", "期限", "状态", "承办", "签收", "办结", "待确认"]
    )
    for r in boards.board(plan).rows:
        top = (r.task.section.parent or r.task.section) if r.task.section else ""
        row = [r.task.number, top, r.task.display_title, "、".join(r.lead), "、".join(r.responsible), r.due, r.word,
               r.assigned, r.signed, r.closed, r.open_questions]  # fmt: skip
        writer.writerow([safe(c) for c in row])
    return response


def cases_csv(name: str, cases: Any) -> HttpResponse:
    """The cases behind a number."""
    response, writer = _csv(name)
    writer.writerow(["对象", "单位", "判定", "应于", "实际", "理由"])
    for c in cases:
        row = [c.label, c.unit or "", VERDICTS.get(c.verdict, c.verdict), c.due or "", c.fact or "", c.reason]
        writer.writerow([safe(v) for v in row])
    return response


def cases_json(plan: WorkPlan, task: PlanTask, result: Result, cases: Any) -> HttpResponse:
    """The same as JSON, with the result that counts them."""
    said = {
        "plan": plan.title, "task": task.number, "code": result.code, "version": result.version,
        "good": result.good, "total": result.total, "excluded": result.excluded, "state": result.state,
        "cases": [
            {
                "key": c.key, "label": c.label, "unit": c.unit.name if c.unit else None, "verdict": c.verdict,
                "due": c.due.isoformat() if c.due else None, "fact": c.fact.isoformat() if c.fact else None,
                "reason": c.reason,
            }
            for c in cases
        ],
    }  # fmt: skip
    return JsonResponse(said, json_dumps_params=JSON)


def health(request: HttpRequest) -> HttpResponse:
    """For the load balancer: the process answers and its database too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return HttpResponse("数据库没有应答", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok", content_type="text/plain")


# What programs need not ask for: the workbench; the choices of display, which stand on every page with the page's address;
# files that are set when somebody asks, with the text of the page; questions narrowed by two things and more.
NOT_FOR_PROGRAMS = ("/desk/", "/*display/?", "/*/document.pdf$", "/*/document.docx$", "/*search/?*&")


def robots(request: HttpRequest) -> HttpResponse:
    """What programs that go through the whole site are asked to leave out, for the site in both kinds of characters."""
    rules = "".join(f"Disallow: {path}\n" for path in NOT_FOR_PROGRAMS)
    text = f"User-agent: *\n{rules}Sitemap: {settings.SITE_ADDRESS}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
