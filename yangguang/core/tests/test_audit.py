"""The chain finds what was altered, removed or added, and personal data can be erased without breaking it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from yangguang.core import audit
from yangguang.core.actors import SYSTEM, Actor
from yangguang.core.logtypes import LogType
from yangguang.core.models import AuditEntry, AuditHead, AuditPersonal
from yangguang.core.models.audit import AppendOnly

pytestmark = pytest.mark.django_db
TYPE = LogType("test.audit", "记下了{object}", personal=frozenset({"phone"}))


def write(count=1, **details):
    for n in range(count):
        with transaction.atomic():
            TYPE.write(SYSTEM, f"第{n}件（示例）", details=details)


def faults(anchors=None):
    return [f.text for f in audit.verify(anchors)]


def sql(text, *params):
    with connection.cursor() as cursor:
        cursor.execute(text, params)


def test_an_act_on_many_things_may_have_a_long_name():
    with transaction.atomic():
        TYPE.write(SYSTEM, "牵头第13项" + "长" * 300)
    assert len(AuditEntry.objects.get().object_label) == 200
    assert faults() == []


def test_an_untouched_log_is_whole():
    write(5)
    assert faults() == []
    assert list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("column", ["actor_label", "object_label", "address", "code", "channel"])
def test_an_altered_row_is_found(column):
    write(5)
    sql(f"update core_auditentry set {column} = %s where seq = 3", "改")
    assert faults() == ["第 3 条内容与其校验值不符，记录被改动"]


def test_altered_details_are_found():
    write(3, amount=1)
    sql("update core_auditentry set details = %s where seq = 2", json.dumps({"amount": 2}))
    assert len(faults()) == 1


def test_a_removed_row_is_found():
    write(5)
    sql("delete from core_auditentry where seq = 3")
    assert faults() == ["第 3 至 3 条缺失，记录被删除"]


def test_removed_last_rows_are_found():
    write(5)
    sql("delete from core_auditentry where seq >= 4")
    assert "现止于第 3 条" in faults()[0]


def test_a_whole_log_wiped_is_found():
    write(2)
    sql("delete from core_auditentry")
    assert "应止于第 2 条" in faults()[0]


def test_a_rewritten_chain_is_found_by_an_anchor_noted_elsewhere():
    write(4)
    noted = dict(AuditEntry.objects.values_list("seq", "hash"))
    previous = audit.GENESIS
    for entry in AuditEntry.objects.order_by("seq"):  # an attacker with full access rebuilds every hash
        entry.object_label, entry.previous_hash = "改写", previous
        previous = audit.entry_hash(entry)
        AuditEntry.objects.filter(pk=entry.pk).update(
            object_label="改写", previous_hash=entry.previous_hash, hash=previous
        )
    AuditHead.objects.update(hash=previous)
    assert faults() == []
    assert any("被重写" in f for f in faults({4: noted[4]}))
    assert any("末尾被删除" in f for f in faults({9: noted[4]}))


def test_entries_cannot_be_changed_through_the_model():
    write()
    entry = AuditEntry.objects.get()
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()


def test_an_entry_needs_the_transaction_of_its_act(transactional_db):
    with pytest.raises(RuntimeError, match="transaction"):
        TYPE.write(SYSTEM, "示例")


def test_personal_data_is_apart_checked_and_erasable():
    write(2, phone="0592-示例", reason="示例")
    entry = AuditEntry.objects.get(seq=1)
    assert "phone" not in entry.details
    assert entry.personal.data == {"details": {"phone": "0592-示例"}}
    AuditPersonal.objects.filter(entry__seq=2).update(data={"details": {"phone": "改"}})
    assert faults() == ["第 2 条的个人信息部分被改动"]
    AuditPersonal.objects.filter(entry__seq=2).update(data={"details": {"phone": "0592-示例"}})
    audit.erase_personal(entry, actor=Actor("审计管理员（示例）", channel="网页"), reason="保存期满")
    assert faults() == []
    assert AuditPersonal.objects.get(entry=entry).data is None
    AuditPersonal.objects.filter(entry__seq=2).delete()
    assert faults() == ["第 2 条的个人信息部分被删除，且没有清除记录"]


def run(*args):
    out = StringIO()
    call_command("audit", *args, stdout=out)
    return out.getvalue()


def test_the_command_verifies_and_fails_on_a_fault(tmp_path):
    write(3)
    assert "操作日志完整，共 3 条" in run("verify")
    anchors = tmp_path / "anchors.jsonl"
    anchors.write_text(run("anchor"))
    assert "完整" in run("verify", "--anchors", str(anchors))
    sql("update core_auditentry set actor_label = 'x' where seq = 2")
    with pytest.raises(CommandError, match="1 处问题"):
        run("verify")


def test_a_broken_anchor_file_is_named(tmp_path):
    bad = tmp_path / "anchors.jsonl"
    bad.write_text("不是 JSON")
    with pytest.raises(CommandError, match=r"anchors\.jsonl"):
        run("verify", "--anchors", str(bad))
