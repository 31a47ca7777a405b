"""The archive package: everything of a case goes in and comes out as it was; whatever is altered is found."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.foi import archive, verifying
from yangguang.foi.actions import archiving, files, intake, letters, serving
from yangguang.foi.models import (
    Challenge,
    Conversion,
    Determination,
    FeeNotice,
    FoiRequest,
    Message,
    RequestFile,
    Vetting,
)
from yangguang.foi.rules import events as e
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for

from .cases import TODAY, Case, closed

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]
SECRET = "示例<script>alert(1)</script>甲"


def whole() -> tuple[Case, FoiRequest]:
    """A case with a record of every sort."""
    case = Case(name=SECRET)
    request = case.request
    case.consult(dt.date(2021, 10, 8), dt.date(2021, 10, 12))
    case.search()
    file = files.keep(
        request, RequestFile.Part.RELEASED, b"\x00shili" * 1000, "../批复.txt", actor=case.editor
    )
    Determination.objects.create(
        request=request, ground="37", facts="示例：事实", reasons="示例：理由", state="signed", signed_by_label="示例",
        provided=[{"title": "示例", "carrier": "electronic", "pages": 1, "file": file.pk}],
    )  # fmt: skip
    Vetting.objects.create(
        request=request, kind="secrecy", version=1, verdict="fit", text="示例：同意", by_label="示例"
    )
    Message.objects.create(request=request, from_applicant=True, text="示例：请问进度", by_label="申请人")
    FeeNotice.objects.create(
        request=request, method="items", items=1, already=10, amount=100, notified_on=TODAY, pay_until=TODAY,
        state="paid", paid_on=TODAY, paid_amount=100,
    )  # fmt: skip
    first = case.issue("T02")
    letters.void(first, actor=case.reviewer, reason="示例：写错")
    letter = case.issue("T12")
    request = closed(case, "37")
    serving.send(letter, actor=case.editor, way="person", sent_on=TODAY, proof="示例：本人签收")
    Conversion.objects.create(request=request, verdict="keep", reason="示例", decided_on=TODAY)
    review = Challenge.objects.create(request=request, kind="review", body="示例机关", filed_on=TODAY)
    Challenge.objects.create(
        request=request, kind="suit_after", body="示例法院", filed_on=TODAY, after=review
    )
    archiving.archive(request, actor=case.editor)
    return case, FoiRequest.objects.get(pk=request.pk)


def taken(request: FoiRequest) -> bytes:
    with archive.package(request) as stream:
        return stream.read()


def check(content: bytes, **more: Any) -> list[str]:
    return verifying.verify(io.BytesIO(content), **more)


def test_everything_goes_in_and_comes_out_as_it_was():
    _, request = whole()
    content = taken(request)
    assert check(content) == []
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        read = {n: folder.read(n) for n in folder.namelist()}
    found = archive.records(request)
    assert set(found) == {
        "foirequest", "applicant", "clockevent", "consultation", "searchrecord", "determination", "vetting", "feenotice",
        "letter", "delivery", "message", "requestfile", "conversion", "challenge",
    }  # fmt: skip
    for name, rows in found.items():
        told = json.loads(read[f"data/{name}.json"])
        assert [t["id"] for t in told] == [r.pk for r in rows]
        for one, record in zip(
            told, type(rows[0]).objects.filter(pk__in=[r.pk for r in rows]).order_by("pk"), strict=True
        ):
            for field in record._meta.concrete_fields:
                if field.attname == "split_from_id":
                    continue
                value = getattr(record, field.attname)
                expected = value.isoformat() if isinstance(value, dt.date) else value
                assert one[field.attname] == expected, (name, field.attname)
    # Sealed fields are readable, files are what they were, letters are there.
    assert json.loads(read["data/applicant.json"])[0]["name"] == SECRET
    for file in request.files.all():
        assert read[archive._path(file)] == files.content(file)
    assert sorted(n for n in read if n.startswith("letters/")) == [
        "letters/2021-1-T02.html",
        "letters/2021-2-T12.html",
    ]
    assert "已作废" in read["letters/2021-1-T02.html"].decode()
    assert not [n for n in read if ".." in n]
    index = read["index.html"].decode()
    assert "<script>" not in index
    assert "&lt;script&gt;" in index
    assert request.files.first().sha256 in index
    log = json.loads(read["data/log.json"])
    assert [x["seq"] for x in log] == sorted(x["seq"] for x in log)
    codes = {x["code"] for x in log}
    assert {"foi.register", "foi.letter.issue", "foi.letter.void", "foi.letter.send", "foi.archive"} <= codes
    assert all(AuditEntry.objects.get(seq=x["seq"]).hash == x["hash"] for x in log)


def test_no_table_of_the_room_that_hangs_on_a_request_is_left_out():
    reached = {FoiRequest}
    size = 0
    while size != len(reached):
        size = len(reached)
        for model in apps.get_app_config("foi").get_models():
            if any(
                isinstance(f, models.ForeignKey) and f.related_model in reached for f in model._meta.fields
            ):
                reached.add(model)
    _, request = whole()
    names = {m._meta.model_name for m in reached}
    found = set(archive.records(request))
    assert found <= names
    # What not every request has: a draft, a reminder, a reading of its reply, a case to learn from, a partial release.
    assert names - found <= {
        "draft",
        "draftfile",
        "suggestion",
        "alarm",
        "replysample",
        "guidingcase",
        "severance",
        "sentform",
    }


def test_other_requests_stay_out_and_are_named():
    case = Case()
    other = Case(unit=case.unit).request
    FoiRequest.objects.filter(pk=other.pk).update(split_from=case.request)
    found = archive.records(case.request)
    assert [r.pk for r in found["foirequest"]] == [case.request.pk]
    assert archive.row(case.request)["parts"] == [other.number]
    assert all(x.request_id == case.request.pk for x in found["applicant"])


# --- tampering ---


def altered(content: bytes, change: dict[str, Any], *, add: dict[str, bytes] | None = None) -> bytes:
    """The package with parts changed (by a function of their bytes) or taken out (None)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            do = change.get(info.filename, lambda b: b)
            if do is not None:
                new.writestr(info.filename, do(old.read(info.filename)))
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def test_whatever_is_altered_taken_out_or_put_in_is_found():
    _, request = whole()
    content = taken(request)
    name = archive._path(request.files.first())
    assert check(altered(content, {})) == []
    assert f"“{name}”被改动过：校验值和清单不符" in check(altered(content, {name: lambda b: b + b"x"}))
    assert f"缺少“{name}”" in check(altered(content, {name: None}))
    assert "“多余.txt”不在清单里" in check(altered(content, {}, add={"多余.txt": b"x"}))
    assert any("指向包外" in p for p in check(altered(content, {}, add={"../x": b"x"})))
    assert check(altered(content, {"manifest.json": None})) == [
        "没有清单（manifest.json），或者清单不是归档包的"
    ]
    assert check(content[: len(content) // 2])[0].startswith("不是完好的 zip")
    assert check(b"")[0].startswith("不是完好的 zip")


def rewritten(content: bytes, name: str, do: Any) -> bytes:
    """A part changed and the list made to agree with it, as somebody would who knows how packages are made."""
    import hashlib

    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        new = do(folder.read(name))

    def fit(manifest: bytes) -> bytes:
        told = json.loads(manifest)
        for part in told["files"]:
            if part["path"] == name:
                part |= {"size": len(new), "sha256": hashlib.sha256(new).hexdigest()}
        return json.dumps(told).encode()

    return altered(content, {name: lambda _: new, "manifest.json": fit})


def test_a_package_rewritten_as_a_whole_is_found_by_its_seal_and_its_log_by_its_hashes():
    _, request = whole()
    content = taken(request)
    forged = rewritten(content, "data/message.json", lambda b: b.replace("进度".encode(), "退费".encode()))
    assert check(forged) == ["清单的签章不符：清单被改动过，或者不是本站打的包"]
    assert check(forged, sealed=False) == []
    forged = rewritten(content, "data/log.json", lambda b: b.replace(b"foi.letter.void", b"foi.letter.read"))
    assert [p for p in check(forged, sealed=False) if "操作日志" in p]
    name = archive._path(request.files.first())
    assert any("登记过的文件" in p for p in check(rewritten(content, name, lambda b: b"other"), sealed=False))
    assert any(
        "应有" in p for p in check(rewritten(content, "data/letter.json", lambda b: b"[]"), sealed=False)
    )


@pytest.mark.parametrize(
    "manifest",
    [
        b"[]", b"nonsense", b"{}", b'{"format": "yangguang-foi-archive", "version": 9}',
        b'{"format": "yangguang-foi-archive", "version": 1, "files": 3, "counts": [], "seal": 5}',
    ],
)  # fmt: skip
def test_a_list_that_is_none_is_told_and_breaks_nothing(manifest):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        folder.writestr("manifest.json", manifest)
    assert check(out.getvalue())


def test_the_command_says_what_is_wrong(tmp_path):
    _, request = whole()
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(taken(request))
    bad.write_bytes(altered(good.read_bytes(), {"index.html": None}))
    out = StringIO()
    call_command("foi", "verify-archive", str(good), stdout=out)
    assert "完好" in out.getvalue()
    with pytest.raises(CommandError, match=r"index\.html"):
        call_command("foi", "verify-archive", str(bad))
    with pytest.raises(CommandError, match="读不到"):
        call_command("foi", "verify-archive", str(tmp_path / "none.zip"))


# --- closing a case for good ---


def texts(found: list[Any]) -> str:
    return "；".join(map(str, found))


def test_what_is_missing_is_listed_before_anything_is_archived():
    case = Case()
    assert "还没有办结" in texts(archiving.lacking(case.request))
    case.issue("T02")
    letter = case.issue("T10")
    FeeNotice.objects.create(
        request=case.request,
        method="items",
        items=1,
        already=10,
        amount=100,
        notified_on=TODAY,
        pay_until=TODAY,
    )
    request = closed(case)
    file = files.keep(request, RequestFile.Part.FOUND, b"x", "示例.txt", actor=case.editor)
    default_storage.delete(file.path)
    said = texts(archiving.lacking(request))
    for words in ("答复还没有送达", "补正告知书）没有送达记录", "转主动公开研判", "收费通知", "文件不见了"):
        assert words in said
    with pytest.raises(Refused, match="答复还没有送达"):
        archiving.archive(request, actor=case.editor)
    letters.void(letter, actor=case.reviewer, reason="示例")
    assert "没有答复文书" in texts(archiving.lacking(request))


def test_a_request_taken_back_is_archived_without_a_letter():
    case = Case()
    case.event(e.WITHDRAWN, TODAY)
    FoiRequest.objects.filter(pk=case.request.pk).update(ground="withdrawn", row="R6-3", closed_on=TODAY)
    archiving.archive(FoiRequest.objects.get(), actor=case.editor)
    request = FoiRequest.objects.get()
    assert request.archived_at is not None
    with pytest.raises(Refused, match="已于"):
        archiving.archive(request, actor=case.editor)


def test_an_archived_case_takes_no_letter_no_delivery_and_no_message():
    case, request = whole()
    case.request = request
    letter = request.letters.get(void_at=None)
    for act in (
        lambda: case.issue("T13"),
        lambda: serving.send(letter, actor=case.editor, way="post", sent_on=TODAY, proof="示例"),
        lambda: letters.void(letter, actor=case.reviewer, reason="示例"),
        lambda: intake.write(request, actor=case.editor, text="示例"),
    ):
        with pytest.raises(Refused, match="归档"):
            act()


def test_a_file_that_was_altered_on_disk_is_named_and_no_package_made():
    _, request = whole()
    file = request.files.get(part="released")
    default_storage.delete(file.path)
    default_storage.save(file.path, io.BytesIO(b"other"))
    with pytest.raises(Refused, match="批复"):
        archive.package(request)


def test_the_package_is_the_units_own_and_taking_it_is_logged():
    case, request = whole()
    for actor in (
        actor_for(Role.EDITOR),
        actor_for(Role.LAWYER, case.unit),
        actor_for(Role.SUPERVISOR, case.unit),
    ):
        with pytest.raises(Refused, match="权限"):
            archiving.take(request, actor=actor)
    with archiving.take(request, actor=case.editor) as stream:
        assert check(stream.read()) == []
    assert AuditEntry.objects.filter(code="foi.archive.take").count() == 1
    assert timezone.now() - request.archived_at < dt.timedelta(hours=1)
