"""What is personal in a request is gone when its term is over, everywhere, and everything else stays; others keep theirs."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core import audit, vault
from yangguang.core.jobs import JOBS
from yangguang.core.models import AuditEntry
from yangguang.duties.models import Duty
from yangguang.foi import archive, retention, verifying
from yangguang.foi.actions import (
    after,
    archiving,
    challenging,
    charging,
    consulting,
    deciding,
    files,
    intake,
    retaining,
    serving,
)
from yangguang.foi.applying import access
from yangguang.foi.figures import queries as figures
from yangguang.foi.models import FoiRequest, Letter, RepeatedMatter, RequestFile
from yangguang.foi.rules.retention import Closed, Hold, Part, Terms, due, kept_until

from .factories import Desk

task = pytest.mark.task(32)
db = pytest.mark.django_db
TERMS = Terms(3, 10)
DAY = dt.date(2021, 6, 30)


# --- the rule ---


@task
@pytest.mark.parametrize(
    ("case", "today", "part", "held"),
    [
        (Closed(None), dt.date(2099, 1, 1), None, None),  # open: never
        (Closed(DAY), dt.date(2024, 6, 30), None, None),  # the last day of three years is still kept
        (Closed(DAY), dt.date(2024, 7, 1), Part.IDENTITY, None),
        (Closed(DAY, gone=frozenset({Part.IDENTITY})), dt.date(2024, 7, 1), None, None),
        (Closed(DAY), dt.date(2031, 7, 1), Part.PERSONAL, None),  # both at once: the whole
        (Closed(DAY, gone=frozenset({Part.IDENTITY})), dt.date(2031, 7, 1), Part.PERSONAL, None),
        (Closed(DAY, gone=frozenset(Part)), dt.date(2041, 7, 1), None, None),
        (Closed(DAY, archived=False), dt.date(2031, 7, 1), Part.PERSONAL, Hold.NOT_ARCHIVED),
        (Closed(DAY, challenged=True), dt.date(2031, 7, 1), Part.PERSONAL, Hold.CHALLENGED),
        (Closed(dt.date(2020, 2, 29)), dt.date(2023, 2, 28), None, None),
        (Closed(dt.date(2020, 2, 29)), dt.date(2023, 3, 1), Part.IDENTITY, None),
    ],
)
def test_each_part_has_its_term(case: Closed, today: dt.date, part: Any, held: Any) -> None:
    found = due(case, TERMS, today)
    assert (found.part if found else None, found.held if found else None) == (part, held)


@task
@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)),
    st.integers(0, 5000),
    st.integers(0, 4),
    st.integers(5, 9),
)
def test_nothing_is_due_before_its_term_and_what_is_due_stays_due(
    over: dt.date, days: int, identity: int, personal: int
) -> None:
    terms, today = Terms(identity, personal), over + dt.timedelta(days=days)
    found = due(Closed(over), terms, today)
    if found is not None:
        assert today > kept_until(over, terms.of(found.part))
        assert due(Closed(over), terms, today + dt.timedelta(days=1)) is not None
    elif identity:
        assert today <= kept_until(over, identity)


@task
@pytest.mark.parametrize("wrong", [(-1, 10), (5, 4), (1, 2)])
def test_terms_that_cannot_be_are_told(wrong: tuple[int, int], settings: Any) -> None:
    with pytest.raises(ValueError, match="保存年限"):
        Terms(*wrong)
    settings.FOI_KEEP_IDENTITY_YEARS, settings.FOI_KEEP_PERSONAL_YEARS = wrong
    with pytest.raises(CommandError, match="保存年限"):
        call_command("foi", "retention", stdout=StringIO())


# --- the act ---


@pytest.fixture(autouse=True)
def _own_disk(settings: Any, tmp_path: Path) -> None:
    """Files of other tests' requests bear the same keys."""
    own = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path, "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "default": own}


OWN = {
    "name": "示例申请人子丑", "identity_number": "000000190001010025", "phone": "13811112222", "email": "zichou@example.org",
    "address": "示例路八十八弄 5 号", "postcode": "361999", "contact": "示例联系人寅", "representative": "示例代表人卯",
}  # fmt: skip
THIRD = "示例第三方辰巳公司"
NOTE = "示例：与申请人子丑通话确认"
SECRETS = (*OWN.values(), THIRD, NOTE, "申请人子丑", "13811112222")


def paper(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def whole(desk: Desk, own: dict[str, str]) -> FoiRequest:
    """An archived request with a record of every sort, all of which name the applicant."""
    name = own["name"]
    request = intake.register(
        desk.unit, actor=desk.editor, channel="visit", arrived_on=timezone.localdate(), evidence=NOTE,
        uploads=[paper(f"{name}.txt", f"示例：{name}的申请书")],
        values={
            "applicant_kind": "C1", "identity": "resident", "carrier": "paper", "way": "web", **own,
            "content": f"示例：{name}（{own['phone']}）请公开{own['address']}的批复。",
        },
    )  # fmt: skip
    code = request.query_code  # type: ignore[attr-defined]
    files.keep_uploads(
        request, RequestFile.Part.IDENTITY, [paper("证件.txt", own["identity_number"])], actor=desk.editor
    )
    intake.write(request, actor=desk.editor, text=f"示例：{name}，您好", from_applicant=True)
    asked = consulting.ask(
        request,
        actor=desk.editor,
        kind="third_party",
        name=THIRD,
        address=own["address"],
        matter=f"示例：{THIRD}的报价",
    )
    consulting.answer(
        asked, actor=desk.editor, answer="agree", on=timezone.localdate(), reason=f"示例：{THIRD}"
    )
    deciding.record_search(
        request,
        actor=desk.editor,
        on=timezone.localdate(),
        where="示例：档案系统",
        keywords=name,
        result="示例：找到",
    )
    desk.decide(
        request, "36-2", facts=f"示例：{name}", provided=[{"title": f"示例：给{name}的批复", "carrier": "paper", "pages": 1, "file": None}],
    )  # fmt: skip
    for letter in Letter.objects.filter(request=request):
        serving.send(
            letter, actor=desk.editor, way="person", sent_on=timezone.localdate(), proof=f"示例：{name}签收"
        )
    after.judge(request, actor=desk.reviewer, verdict="keep", reason="示例：涉及个人隐私")
    archiving.archive(FoiRequest.objects.get(pk=request.pk), actor=desk.editor)
    made = FoiRequest.objects.get(pk=request.pk)
    made.query_code = code  # type: ignore[attr-defined]
    return made


def aged(request: FoiRequest, years: int) -> None:
    """Let the case have ended so many years ago."""
    on = timezone.localdate() - dt.timedelta(days=365 * years + 30)
    FoiRequest.objects.filter(pk=request.pk).update(received_on=on, closed_on=on, served_on=on)


def everything() -> str:
    """Every value of every table as it lies there, sealed texts opened."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    text = (
                        value
                        if isinstance(value, str)
                        else json.dumps(value, ensure_ascii=False, default=str)
                    )
                    found.append(vault.unseal(text) if text.startswith("gAAAA") else text)
    return "\n".join(found)


def on_disk(pk: int) -> list[str]:
    folder = Path(default_storage.path(f"foi/{pk}"))
    return (
        [vault.unseal_bytes(p.read_bytes()).decode("utf-8", "replace") for p in folder.glob("*")]
        if folder.exists()
        else []
    )


def of(request: FoiRequest) -> dict[str, Any]:
    """Every record of a request, as it reads."""
    return {name: [archive.row(r) for r in rows] for name, rows in archive.records(request).items()}


REGISTER = (
    "unit_id", "year", "serial", "channel", "arrived_at", "received_on", "applicant_kind", "items", "state", "ground", "row",
    "closed_on", "served_on", "archived_at",
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@task
def test_nothing_personal_remains_of_one_and_everything_of_the_others(settings: Any) -> None:
    desk = Desk()
    old = whole(desk, OWN)
    young = whole(
        desk,
        {**OWN, "name": "示例申请人午未", "identity_number": "000000190001010033", "phone": "13922223333"},
    )
    RepeatedMatter.objects.create(
        unit=desk.unit, subject=old.subject, people=2, found_on=DAY, requests=[old.pk], state="kept"
    )
    code = old.query_code  # type: ignore[attr-defined]
    assert access.enter(code, "192.0.2.1") == old
    aged(old, 10)
    aged(young, 2)
    # The log has no name before, so none has to be taken out of it.
    log = json.dumps(
        [[e.object_label, e.before, e.after, e.details] for e in AuditEntry.objects.all()], ensure_ascii=False
    )
    assert not [s for s in SECRETS if s in log]
    assert [s for s in SECRETS if s in everything()]
    before, others = (of(FoiRequest.objects.get(pk=r.pk)) for r in (old, young))
    kept = {f: getattr(FoiRequest.objects.get(pk=old.pk), f) for f in REGISTER}
    tables = figures.of_unit(desk.unit, old.closed_on.year).cells
    counted, disk = AuditEntry.objects.count(), on_disk(young.pk)

    assert JOBS.get("foi.retention").run(timezone.localdate()).startswith("清除 1 件")

    now = everything()
    # The third party and the officer's note belong to the young case too; what is only the old one's is nowhere.
    own = [s for s in OWN.values() if s not in json.dumps(others, ensure_ascii=False, default=str)]
    assert {OWN["name"], OWN["identity_number"], OWN["phone"]} <= set(own)
    assert not [s for s in own if s in now]
    told = json.dumps(of(FoiRequest.objects.get(pk=old.pk)), ensure_ascii=False, default=str)
    assert not [s for s in SECRETS if s in told]
    assert on_disk(old.pk) == []
    # What is left is the register.
    request = FoiRequest.objects.get(pk=old.pk)
    assert {f: getattr(request, f) for f in REGISTER} == kept
    assert figures.of_unit(desk.unit, old.closed_on.year).cells == tables
    numbers = [(x["mark"], x["year"], x["serial"], x["kind"], x["dated"]) for x in before["letter"]]
    assert [(x.mark, x.year, x.serial, x.kind, f"{x.dated}") for x in request.letters.all()] == numbers
    assert request.events.count() == len(before["clockevent"])
    assert request.applicant.masked == "（已清除）"
    # The other one is untouched, to the last field and file.
    assert of(FoiRequest.objects.get(pk=young.pk)) == others
    assert on_disk(young.pk) == disk
    # One entry for the run; nothing to do the next night, and no entry for that.
    assert AuditEntry.objects.count() == counted + 1
    entry = AuditEntry.objects.latest("seq")
    assert (entry.code, entry.details["requests"][0]["request"]) == ("foi.retention.erase", request.number)
    assert JOBS.get("foi.retention").run(timezone.localdate()) == "清除 0 件申请的个人信息"
    assert AuditEntry.objects.count() == counted + 1
    assert list(audit.verify()) == []
    assert access.enter(code, "192.0.2.1") is None
    # Its pages and its package still open.
    page = Client()
    page.force_login(desk.editor.user)
    last = request.letters.last()
    for address in (
        "",
        f"{request.pk}/",
        f"{request.pk}/after/",
        f"{request.pk}/archive/",
        f"letters/{last.pk}/",
    ):
        assert page.get(f"/desk/requests/{address}").status_code == 200
    assert "保存期满，个人信息和文件已于" in page.get(f"/desk/requests/{request.pk}/").content.decode()
    assert page.get(f"/desk/requests/letters/{last.pk}/letter.pdf").status_code == 404
    with archive.package(request) as stream:
        assert verifying.verify(stream) == []
    assert {d.body for d in Duty.objects.filter(key=str(old.pk))} == {""}


@db
@task
def test_proofs_of_identity_go_first(django_capture_on_commit_callbacks: Any) -> None:
    desk = Desk()
    request = whole(desk, OWN)
    aged(request, 3)
    with django_capture_on_commit_callbacks(execute=True):
        assert [f.due.part for f in retaining.run(timezone.localdate(), actor=desk.editor)] == [Part.IDENTITY]
    request.applicant.refresh_from_db()
    assert (request.applicant.identity_number, request.applicant.name) == ("", OWN["name"])
    assert not request.files.filter(part="identity").exists()
    assert request.files.filter(part="application").exists()
    assert not [t for t in on_disk(request.pk) if t == OWN["identity_number"]]
    assert retaining.run(timezone.localdate(), actor=desk.editor) == []
    # The same person's other requests are still found: fees of a month need it.
    other = desk.register(**OWN)
    assert other.applicant.person == request.applicant.person


@db
@task
def test_what_is_contested_or_not_archived_is_listed_and_kept() -> None:
    desk = Desk()
    contested, decided = whole(desk, OWN), whole(desk, OWN)
    loose = desk.decide(desk.register(**OWN))
    still_open = desk.register(**OWN)
    for request in (contested, decided, loose):
        aged(request, 11)
    FoiRequest.objects.filter(pk=still_open.pk).update(received_on=DAY)
    today = timezone.localdate()
    for request in (contested, decided):
        challenging.register(
            FoiRequest.objects.get(pk=request.pk), actor=desk.editor, kind="review", body="示例机关", filed_on=today
        )  # fmt: skip
    challenging.decide(decided.challenges.get(), actor=desk.editor, outcome="upheld", decided_on=today)
    out = StringIO()
    call_command("foi", "retention", "--list", stdout=out)
    said = out.getvalue()
    assert f"{contested.number}　个人信息" in said
    assert "保留：有复议或诉讼没有审结" in said
    assert f"{loose.number}　个人信息" in said
    assert "保留：还没有归档" in said
    assert decided.number not in said  # its term runs from the day of the outcome
    assert still_open.number not in said
    assert "可清除 0 件，期满而保留 2 件" in said
    before = everything()
    out = StringIO()
    call_command("foi", "retention", "--apply", stdout=out)
    assert "已清除 0 件" in out.getvalue()
    assert everything() == before
    later = StringIO()
    call_command("foi", "retention", "--on", f"{today.year + 4}-12-31", stdout=later)
    assert f"{decided.number}　证件" in later.getvalue()
    with pytest.raises(CommandError, match="--on"):
        call_command("foi", "retention", "--apply", "--on", "2031-01-01")


@db
@task
def test_an_operator_applies_all_of_it_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    rows = [whole(desk, OWN) for _ in range(3)]
    for request in rows:
        aged(request, 12)
    listed = StringIO()
    call_command("foi", "retention", stdout=listed)
    assert "可清除 3 件" in listed.getvalue()
    assert FoiRequest.objects.filter(applicant__erased_at=None).count() == 3
    monkeypatch.setattr(retaining.run, "__kwdefaults__", {"most": 2})
    out = StringIO()
    call_command("foi", "retention", "--apply", stdout=out)
    assert out.getvalue().count("已清除个人信息") == 3
    assert AuditEntry.objects.filter(code="foi.retention.erase").count() == 2
    assert not FoiRequest.objects.filter(applicant__erased_at=None).exists()


@db
@task
def test_a_site_may_keep_without_an_end(settings: Any) -> None:
    settings.FOI_KEEP_IDENTITY_YEARS = settings.FOI_KEEP_PERSONAL_YEARS = 0
    desk = Desk()
    aged(whole(desk, OWN), 40)
    assert list(retention.due(timezone.localdate())) == []


@pytest.mark.django_db(transaction=True)
@task
def test_a_file_left_by_a_killed_process_is_found_and_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    request = whole(desk, OWN)
    aged(request, 12)
    monkeypatch.setattr(retaining, "_forget", lambda path: None)  # killed after the rows, before the files
    retaining.run(timezone.localdate(), actor=desk.editor)
    monkeypatch.undo()
    assert on_disk(request.pk)
    assert retaining.sweep(timezone.now()) == 0  # too young: might be a file whose row is being written
    assert retaining.sweep(timezone.now() + dt.timedelta(hours=7)) > 0
    assert on_disk(request.pk) == []


@task
def test_every_text_of_every_table_is_kept_by_name_or_emptied() -> None:
    """A table that is added later is emptied unless somebody says what of it stays."""
    for name, fields in retaining.KEPT.items():
        model = next(
            m for m in FoiRequest._meta.apps.get_app_config("foi").get_models() if m._meta.model_name == name
        )
        assert fields <= {f.name for f in model._meta.concrete_fields}
        assert not [
            f for f in model._meta.concrete_fields if f.name in fields and getattr(f, "sealed", False)
        ]
    assert {"content", "subject", "receipt_evidence"} == {
        f.name for f in retaining.personal_fields(FoiRequest)
    }
    assert isinstance(FoiRequest._meta.get_field("content"), models.TextField)


@db
@task
def test_a_name_in_what_was_asked_stays_out_of_lists_and_log() -> None:
    desk = Desk()
    request = desk.register(**OWN, content=f"示例：我是{OWN['name']}，请公开某路的批复。")
    assert request.subject == "示例：我是（略），请公开某路的批复。"
    charging.split(request, actor=desk.editor, matters=["示例：一", f"示例：{OWN['name']}的二"])
    assert FoiRequest.objects.latest("pk").subject == "示例：（略）的二"
