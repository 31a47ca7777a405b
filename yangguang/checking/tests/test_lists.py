"""Lists in the database: who keeps them, versions, what counts at once, imports."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yangguang.checking.actions import importing, lists
from yangguang.checking.engine import RULES, examine
from yangguang.checking.models import WordList, WordListImport
from yangguang.checking.subjects import Subject
from yangguang.checking.wordlists import inforce, shipped
from yangguang.checking.wordlists.expressions import Expression, Sort
from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.models import AuditEntry
from yangguang.organisations.actions import merge_unit
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import (
    actor_for,
    administrator,
    make_person,
    make_unit,
    openness_office,
)

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]
DAY = dt.date(2021, 6, 1)
RULE = [RULES.get("CHK-E01")]


def shown(text, **facts):
    inforce.forget()
    return [f.shown for f in examine(Subject.of_text(text, DAY, **facts), RULE)]


def entry(*words, sort=Sort.WRONG, **more):
    return Expression(words, sort, **more)


def make_list(*words, unit=None, everyone=True, **more):
    made = lists.begin(unit or openness_office(), actor=SYSTEM, name="示例清单", everyone=everyone, **more)
    for word in words:
        made = lists.put(made, actor=SYSTEM, entry=entry(word), reason="示例")
    return made


def upload(made, data, name="示例.csv", mode="add", by=SYSTEM):
    data = data if isinstance(data, bytes) else data.encode()
    return importing.receive(made, actor=by, stream=io.BytesIO(data), name=name, mode=mode, sort="错误表述")


def words_of(made):
    made.refresh_from_db()
    return [w for e in made.in_force.entries() for w in e.words]


def test_a_word_counts_from_its_entry_on_and_no_longer_when_it_is_taken_out():
    made = make_list("示例旧词")
    assert shown("这是示例旧词") == ["示例旧词"]
    made = lists.take_out(made, actor=SYSTEM, key="示例旧词", reason="示例")
    assert shown("这是示例旧词") == []
    made = lists.turn_back(made, actor=SYSTEM, number=1, reason="删错了")
    assert shown("这是示例旧词") == ["示例旧词"]
    assert made.versions.count() == 2


def test_a_change_of_another_process_is_noticed_by_the_stamp_alone():
    made = make_list("示例旧词")
    assert shown("示例新词") == []
    made.in_force = None  # as another host would write it
    lists.write(made, [entry("示例新词")], actor=SYSTEM, reason="示例")
    assert shown("示例新词、示例旧词") == ["示例新词"]


def test_a_list_that_is_switched_off_says_nothing():
    made = make_list("示例旧词")
    lists.change(made, actor=SYSTEM, active=False)
    assert shown("示例旧词") == []


def test_a_packaged_list_counts_until_it_is_taken_over_and_then_as_it_is_kept():
    assert shown("国土资源部") == ["国土资源部"]
    made = lists.adopt(openness_office(), actor=SYSTEM, code="organs")
    assert shown("国土资源部") == ["国土资源部"]
    assert made.in_force.size == len(shipped.entries("organs"))
    lists.take_out(made, actor=SYSTEM, key="国土资源部", reason="示例")
    assert shown("国土资源部") == []
    with pytest.raises(Refused, match="已经有单位维护"):
        lists.adopt(openness_office(), actor=SYSTEM, code="organs")


def test_a_units_own_list_is_for_its_documents_only():
    unit = make_unit()
    make_list("示例旧词", unit=unit, everyone=False)
    assert shown("示例旧词") == []
    assert shown("示例旧词", unit=unit.pk) == ["示例旧词"]
    assert shown("示例旧词", unit=make_unit().pk) == []


def test_only_the_office_and_the_named_units_speak_for_everybody(settings):
    unit = make_unit()
    with pytest.raises(Refused, match="只用于本单位"):
        make_list(unit=unit)
    settings.CHECKING_LIST_UNITS = (unit.code,)
    assert make_list(unit=unit).everyone


def test_editors_read_reviewers_keep():
    office = openness_office()
    made = make_list("示例旧词")
    with pytest.raises(Refused, match="审核"):
        lists.put(made, actor=actor_for(Role.EDITOR, office), entry=entry("另一词"), reason="示例")
    lists.put(made, actor=actor_for(Role.REVIEWER, office), entry=entry("另一词"), reason="示例")
    with pytest.raises(Refused, match="审核"):
        lists.put(made, actor=actor_for(Role.REVIEWER), entry=entry("第三词"), reason="示例")


def test_two_officers_do_not_overwrite_each_other():
    made = make_list("示例旧词")
    lists.put(made, actor=SYSTEM, entry=entry("甲词"), reason="示例", based_on=1)
    with pytest.raises(Refused, match="别人改过"):
        lists.put(made, actor=SYSTEM, entry=entry("乙词"), reason="示例", based_on=1)


def test_the_same_word_twice_and_a_change_without_reason_are_refused():
    made = make_list("示例旧词")
    with pytest.raises(Refused, match="已经在清单里"):
        lists.put(made, actor=SYSTEM, entry=entry("示例新词", "示例旧词"), reason="示例")
    with pytest.raises(Refused, match="原因"):
        lists.put(made, actor=SYSTEM, entry=entry("示例新词"), reason=" ")
    with pytest.raises(Refused, match="只有一个字"):
        lists.put(made, actor=SYSTEM, entry=entry("词"), reason="示例")


def test_the_log_keeps_who_and_why_but_no_words():
    made = make_list(restricted=True)
    lists.put(made, actor=SYSTEM, entry=entry("只给少数人看的词"), reason="按通知更新")
    upload(made, "词语\n另一个只给少数人看的词\n")
    kept = AuditEntry.objects.filter(code__startswith="checking.")
    assert kept.count() == 3
    told = str([(e.details, e.before, e.after, str(e)) for e in kept])
    assert "按通知更新" in told
    assert "少数人" not in told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_in_any_encoding_becomes_a_version(encoding):
    made = make_list("示例旧词")
    found = upload(made, "词语,建议改为\n老叫法；旧叫法,新叫法\n".encode(encoding))
    importing.bring_in(found, actor=SYSTEM)
    assert words_of(made) == ["示例旧词", "老叫法", "旧叫法"]
    assert shown("旧叫法") == ["旧叫法"]


def test_a_plain_text_is_a_list_too():
    found = upload(make_list(), "# 说明\n老叫法→新叫法\n另一种叫法\n", name="词.txt")
    assert [(ln.entry.words, ln.entry.replacement) for ln in importing.judge(found).lines] == [
        (("老叫法",), "新叫法"), (("另一种叫法",), ""),
    ]  # fmt: skip


def test_every_fault_is_told_by_line_and_nothing_comes_in_before_it_is_answered():
    made = make_list("示例旧词")
    found = upload(
        made,
        "词语,类型,程度,建议改为,生效日期,失效日期,不算的说法,附近字数\n"
        "甲词,没有的类型,,,,,,\n乙词,,很重,,,,,\n丙词,,,丙词,,,,\n丁词,,,,2021-2-30,,,\n戊词,,,,2021-5-1,2021-4-1,,\n"
        "己词,,,,,,别的,\n庚,,,,,,,\n辛词,,,,,,,999\n壬词,,,甲,,,,\n壬词,,,乙,,,,\n好词,,,,,,,\n,禁用,,,,,,\n",
    )
    judged = importing.judge(found)
    said = {ln.number: "；".join(ln.faults) for ln in judged.lines}
    for number, part in {
        2: "没有类型", 3: "没有程度", 4: "一样", 5: "生效日期", 6: "晚于", 7: "不起作用", 8: "一个字", 9: "附近字数",
        11: "第 10 行说的不一样", 13: "是空的",
    }.items():  # fmt: skip
        assert part in said[number]
    assert said[10] == said[12] == ""
    with pytest.raises(Refused, match="10 行要改正"):
        importing.bring_in(found, actor=SYSTEM)
    importing.bring_in(found, actor=SYSTEM, skip_faulty=True)
    assert words_of(made) == ["示例旧词", "壬词", "好词"]


def test_replacing_a_list_tells_what_goes():
    made = make_list("甲词", "乙词")
    judged = importing.judge(upload(made, "词语\n乙词\n丙词\n", mode="replace"))
    assert [(c.name, c.entry.words[0]) for c in judged.changes] == [("新增", "丙词"), ("删去", "甲词")]


def test_an_entry_that_shares_a_word_takes_the_place_of_the_old_one():
    made = make_list("甲词", "乙词")
    importing.bring_in(upload(made, "词语,建议改为\n乙词；丙词,丁词\n"), actor=SYSTEM)
    assert words_of(made) == ["甲词", "乙词", "丙词"]


def test_another_list_that_says_otherwise_is_noted():
    made = make_list()
    judged = importing.judge(upload(made, "词语,建议改为\n国土资源部,国土部\n"))
    assert "国务院机构的旧名称" in judged.noted[0].notes[0]


def test_an_import_counts_once():
    made = make_list()
    found = upload(made, "词语\n甲词\n")
    importing.bring_in(found, actor=SYSTEM)
    with pytest.raises(Refused, match="已导入"):
        importing.bring_in(found, actor=SYSTEM)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "空"),
        (b"PK\x03\x04rubbish", "a.xlsx", "a.xlsx"),
        (b"x,y\n1,2\n", "a.csv", "没有“词语”列"),
        ("词语\n".encode(), "a.csv", "只有表头"),
        (b"%PDF-1.4", "a.pdf", "a.pdf"),
    ],
)
def test_what_is_no_list_is_refused_in_words(data, name, said):
    with pytest.raises(Refused, match=said):
        upload(make_list(), data, name=name)


def test_a_list_goes_on_with_the_unit_that_takes_over():
    old, new = make_unit(), make_unit()
    made = make_list("示例旧词", unit=old, everyone=False)
    merge_unit(old, actor=administrator(), into=new, on=DAY)
    made.refresh_from_db()
    assert made.unit == new


# Screens


def page(client, name, *args, person=None, **query):
    client.force_login(person)
    return client.get(reverse(f"checking:{name}", args=args), query)


def test_a_restricted_list_is_closed_to_others_yet_tells_its_reason(client):
    made = make_list("不外传的词", restricted=True)
    stranger = make_person(Role.HEAD)
    assert page(client, "list", made.pk, person=stranger).status_code == 404
    assert page(client, "version", made.pk, 1, person=stranger).status_code == 404
    assert page(client, "export", made.pk, "csv", person=stranger).status_code == 404
    overview = page(client, "lists", person=stranger, q="不外传").content.decode()
    assert "示例清单" not in overview
    assert "另有 1 份限制查看的清单" in overview
    said = client.post(reverse("checking:try"), {"text": "这是不外传的词"}).content.decode()
    assert "表述不规范" in said


def test_an_entry_is_changed_on_screen(client):
    made = make_list("示例旧词")
    keeper = make_person(Role.REVIEWER, openness_office())
    shown_page = page(client, "entry", made.pk, person=keeper, key="示例旧词")
    form = shown_page.context["form"]
    data = {n: form[n].value() for n in form.fields if form[n].value() not in (None, False)}
    data |= {"words": "示例旧词\n示例旧称", "replacement": "示例新词", "reason": "按通知"}
    answer = client.post(reverse("checking:entry", args=[made.pk]) + "?key=示例旧词", data)
    assert answer.status_code == 302
    assert words_of(made) == ["示例旧词", "示例旧称"]
    version = page(client, "version", made.pk, 2, person=keeper).content.decode()
    assert "<ins>示例新词</ins>" in version
    assert "按通知" in version


def test_a_table_is_uploaded_looked_at_and_brought_in_on_screen(client):
    made = make_list("示例旧词")
    keeper = make_person(Role.REVIEWER, openness_office())
    client.force_login(keeper)
    file = SimpleUploadedFile("词.csv", "词语,建议改为\n甲词,乙词\n,无词\n".encode())
    answer = client.post(
        reverse("checking:upload", args=[made.pk]), {"file": file, "mode": "add", "sort": "禁用"}, follow=True
    )
    text = answer.content.decode()
    assert "1 行要改正" in text
    assert "变化 1 处" in text
    found = WordListImport.objects.get()
    for show in ("faults", "notes", "changes"):
        assert client.get(found.get_absolute_url(), {"show": show}).status_code == 200
    client.post(reverse("checking:import-act", args=[found.pk, "run"]), {"skip": "1"})
    assert shown("甲词") == ["甲词"]
    assert "无词" in client.get(reverse("checking:import-faults", args=[found.pk])).content.decode()


def test_a_packaged_list_is_taken_over_on_screen(client):
    office = openness_office()
    client.force_login(make_person(Role.OPENNESS, office))
    address = reverse("checking:packaged", args=["organs"])
    assert "接手维护" in client.get(address).content.decode()
    assert client.post(address, {"unit": office.pk}).status_code == 302
    assert WordList.objects.get().code == "organs"
    assert client.get(address).status_code == 404


def test_what_is_taken_away_comes_in_again(client):
    made = lists.adopt(openness_office(), actor=SYSTEM, code="organs")
    answer = page(client, "export", made.pk, "xlsx", person=make_person(Role.OPENNESS, openness_office()))
    again = importing.judge(upload(made, answer.content, name="list.xlsx", mode="replace"))
    assert again.faulty == []
    assert again.changes == []
    csv = page(client, "export", made.pk, "csv", person=make_person(Role.OPENNESS, openness_office()))
    assert importing.judge(upload(made, csv.content, mode="replace")).changes == []


def test_the_try_out_marks_every_place(client):
    client.force_login(make_person(Role.EDITOR))
    said = client.post(
        reverse("checking:try"), {"title": "国土资源部通知", "text": "由国土资源部\r\n和<b>农业部</b>负责"}
    ).content.decode()
    assert said.count("<mark>") == 3
    assert "&lt;b&gt;" in said
    assert "改为“农业农村部”" in said


def test_the_sample_content_is_added_once():
    import random

    from yangguang.checking.demo import _in_use, _run

    assert "政务公开主管部门" in _run(SYSTEM, random.Random(1))
    openness_office()
    assert _run(SYSTEM, random.Random(1)).startswith("清单 3")
    assert _run(SYSTEM, random.Random(1)) == "已经装过"
    assert not _in_use()
