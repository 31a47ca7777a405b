"""Background work of this room, and the nightly check of the audit chain."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django_tasks import task

from yangguang.core import audit
from yangguang.core.jobs import JOBS, job, run_once

VERIFY = "audit.verify"


@task()
def run_job(code: str, at: str) -> str:
    """Run a scheduled job for the moment ``at`` (ISO), which someone asked for; returns its sentence."""
    record = run_once(JOBS.get(code), dt.datetime.fromisoformat(at))
    return record.message if record else "已在运行"


@job(VERIFY, "校验操作日志", at=dt.time(3, 30))
def verify_audit(today: dt.date) -> str:
    """Walk the chain; raises when it is broken, so that the run shows as failed with what was found."""
    faults = list(audit.verify())
    if faults:
        raise ValueError("；".join(f.text for f in faults[:10]))
    head = audit.AuditHead.objects.filter(pk=1).first()
    return f"日志完整，共 {head.seq if head else 0} 条，末条校验值 {head.hash[:16] if head else '无'}"


@job("database.statistics", "更新数据库的查询统计", at=dt.time(4, 40))
def gather_statistics(today: dt.date) -> str:
    """Let SQLite look at its tables, so that it chooses the right index in a long one; PostgreSQL does it by itself."""
    if connection.vendor != "sqlite":
        return "由数据库自动维护"
    with connection.cursor() as cursor:
        # 1000 rows of each index are enough, and take a second at a million; all of them would take minutes.
        cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(DISTINCT tbl) FROM sqlite_stat1")
        return f"已更新 {cursor.fetchone()[0]} 个表"
