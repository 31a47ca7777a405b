"""The operator's and the auditor's screens."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from yangguang.core.actors import SYSTEM
from yangguang.core.logtypes import LogType
from yangguang.core.models import AuditEntry, JobRun, Workday
from yangguang.organisations.models import AdminGrant, Membership, Unit, User

pytestmark = pytest.mark.django_db
TYPE = LogType("test.operations", "记下了{object}")


def signed_in(kind="", **membership):
    user = User.objects.create_user("u1", "x", name="示例", must_change_password=False)
    if kind:
        AdminGrant.objects.create(user=user, kind=kind)
    if membership:
        Membership.objects.create(user=user, valid_from=dt.date(2020, 1, 1), **membership)
    client = Client()
    client.force_login(user, backend="yangguang.organisations.backends.PersonBackend")
    return client


def unit(name, **fields):
    return Unit.objects.create(code=name, name=name, full_name=name, kind="部门", **fields)


def log(target, count=1):
    for _ in range(count):
        with transaction.atomic():
            TYPE.write(SYSTEM, target)


def test_the_audit_administrator_reads_everything_in_pages():
    log(unit("甲局（示例）"), 60)
    client = signed_in("audit")
    page = client.get(reverse("operations:audit"))
    assert page.status_code == 200
    assert len(page.context["page"].object_list) == 50
    entry = AuditEntry.objects.first()
    detail = client.get(reverse("operations:audit-entry", args=[entry.seq])).content.decode()
    assert entry.hash in detail


def test_a_units_auditor_sees_only_that_unit():
    mine, other = unit("甲局（示例）"), unit("乙局（示例）")
    log(mine)
    log(other)
    client = signed_in(unit=mine, role="auditor")
    page = client.get(reverse("operations:audit"))
    assert [e.unit_id for e in page.context["page"]] == [mine.pk]
    foreign = AuditEntry.objects.get(unit_id=other.pk)
    assert client.get(reverse("operations:audit-entry", args=[foreign.seq])).status_code == 404


@pytest.mark.parametrize("kind", ["system", "security", ""])
def test_nobody_else_reads_the_log(kind):
    assert signed_in(kind).get(reverse("operations:audit")).status_code == 403


def test_the_export_holds_no_formula_and_reads_in_a_spreadsheet():
    log(unit("=cmd|示例"))
    body = b"".join(signed_in("audit").get(reverse("operations:audit"), {"format": "csv"}).streaming_content)
    assert body.startswith("\ufeff序号".encode())
    assert "'=cmd|示例" in body.decode()


def test_verifying_from_the_page_shows_the_result_and_a_fault(django_db_blocker):
    log(unit("甲局（示例）"), 3)
    client = signed_in("audit")
    client.post(reverse("operations:audit-verify"))
    assert "日志完整，共 3 条" in client.get(reverse("operations:audit")).content.decode()
    AuditEntry.objects.filter(seq=2).update(actor_label="改")
    client.post(reverse("operations:audit-verify"))
    assert "第 2 条内容" in JobRun.objects.get(state="failed").message


def test_a_notice_is_imported_and_a_wrong_one_keeps_the_form():
    client = signed_in("system")
    url = reverse("operations:calendar")
    good = SimpleUploadedFile("a.csv", "2027-01-01,放假,元旦\n".encode("gb18030"))
    assert client.post(url, {"notice": "示例通知", "file": good}).status_code == 302
    assert not Workday.objects.get(date=dt.date(2027, 1, 1)).is_workday
    bad = SimpleUploadedFile("a.csv", "2027-13-01,放假".encode())
    page = client.post(url, {"notice": "示例通知二", "file": bad})
    assert "第 1 行" in page.content.decode()
    assert "示例通知二" in page.content.decode()
    assert client.get(url, {"year": "2027"}).status_code == 200
    assert client.get(url, {"year": "99999"}).status_code == 404


def test_a_job_can_be_started_and_an_unknown_one_is_not_found():
    client = signed_in("system")
    client.post(reverse("operations:run-job", args=["audit.verify"]))
    assert JobRun.objects.get().state == "done"
    assert client.get(reverse("operations:jobs")).status_code == 200
    assert client.post(reverse("operations:run-job", args=["no.such"])).status_code == 404
    assert client.get(reverse("operations:run-job", args=["audit.verify"])).status_code == 405
