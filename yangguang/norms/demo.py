"""Ten believable years of normative documents for trying the system out; every one is written here and marked 示例."""

from __future__ import annotations

import datetime as dt
import json
import random
import tempfile

from django.utils import timezone

from yangguang.core import demos
from yangguang.core.actors import Actor
from yangguang.documents import bodies
from yangguang.organisations.models import Unit
from yangguang.publications.actions import drafting, importing, releasing
from yangguang.publications.models import ImportSource, Publication

from . import rules
from .actions import campaigns, confirming, numbers, registering, relating, sources
from .force import Act
from .keepers import keeper
from .management.commands.norms import PACKAGED
from .models import CampaignItem, Law, Norm
from .queries import unit_list
from .rules import Term

SOURCE = "示例资料：规范性文件"
HOW_MANY = 40
UNITS = ("区政府办", "区发改局", "区民政局", "区教育局", "区市场监管局", "区城管局", "区人社局", "区建设局")
TOPICS = (
    ("社区养老服务", "民政、扶贫、救灾"), ("停车泊位", "城乡建设、环境保护"), ("老旧小区改造补助", "城乡建设、环境保护"),
    ("小微企业扶持", "国民经济管理、国有资产监管"), ("义务教育招生", "科技、教育"), ("食品摊贩备案", "市场监管、安全生产监管"),
    ("就业见习补贴", "劳动、人事、监察"), ("生活垃圾分类", "城乡建设、环境保护"), ("临时救助", "民政、扶贫、救灾"),
    ("政务服务预约", "综合政务"),
)  # fmt: skip
FORMS = ("管理办法", "实施细则", "暂行办法", "若干规定", "管理规定（试行）")
BODY = """第一条 为规范{topic}工作，根据《中华人民共和国政府信息公开条例》等规定，结合本区实际，制定本示例。
第二条 本区行政区域内的{topic}工作，适用本示例。
第三条 {unit}负责本区{topic}工作的组织和监督；各街道办事处负责本辖区的具体工作。
第四条 申请人应当提交下列材料：
（一）申请表；
（二）身份证明或者营业执照；
（三）与申请事项有关的其他材料。
第五条 受理单位应当自收到齐全的材料之日起{days}个工作日内作出答复。
第六条 补助标准为每户每月{money}元，按季度发放。
第七条 任何单位和个人有权对{topic}工作进行监督。
监督意见由受理单位登记。
{unit}每半年公布一次监督意见的办理情况。
第八条 本示例自{begins:%Y年%-m月%-d日}起施行{term}。"""


def _rows(today: dt.date, random_: random.Random) -> list[dict[str, str]]:
    """What the documents are: unit, title, number with holes, dates over ten years, text."""
    rows: list[dict[str, str]] = []
    seqs: dict[tuple[str, int], int] = {}
    for n in range(HOW_MANY):
        year = today.year - 9 + n * 10 // HOW_MANY
        unit, (topic, subject) = UNITS[n % len(UNITS)], TOPICS[(n * 3 + n // 10) % len(TOPICS)]
        form = FORMS[(n + n // 8) % len(FORMS)]
        # The newest are two months old; where the year has just begun, of the year before.
        year = min(year, (today - dt.timedelta(days=72)).year)
        last = 330 if year < today.year else today.timetuple().tm_yday - 60
        written = dt.date(year, 1, 1) + dt.timedelta(days=random_.randrange(10, last))
        if n in (18, 19):  # two end within the next half year
            written = rules.add_years(today, -5) + dt.timedelta(days=60 + 30 * (n - 18))
            form = "管理办法"
        published = written + dt.timedelta(days=random_.choice((1, 2, 3, 5)))
        begins = published + dt.timedelta(days=random_.choice((0, 10, 25, 30)))
        # Each year's series begins anew, and some have holes.
        seqs[unit, written.year] = seqs.get((unit, written.year), 0) + random_.choice((1, 1, 1, 2, 3))
        title = f"思明区示例{topic}{form}"
        term = Term.TRIAL if rules.term_of(title) is Term.TRIAL else Term.GENERAL
        years = 2 if term is Term.TRIAL else 5
        words = f"，有效期{'二五'[years == 5]}年"
        rows.append(
            {
                "unit": unit, "标题": f"{title}（{n + 1}）" if term is Term.GENERAL else title.replace("（试行）", f"（{n + 1}）（试行）"),
                "正文": BODY.format(topic=topic, unit=unit, days=5 + n % 4 * 5, money=100 + 20 * (n % 9), begins=begins, term=words),
                "内容概述": f"{topic}的示例文件。", "成文日期": written.isoformat(), "发布时间": f"{published} 10:00",
                "文号": f"厦思示{unit[1:3]}〔{written.year}〕{seqs[unit, written.year]}号", "体裁": "通知",
                "主题分类": subject, "有效性": "有效",
                "来源": unit, "关键词": topic, "begins": begins.isoformat(), "term": term,
            }
        )  # fmt: skip
    return rows


def _bring_in(unit: Unit, rows: list[dict[str, str]], actor: Actor) -> list[Publication]:
    """Released records through the real import."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        told = [{k: v for k, v in r.items() if k not in ("unit", "begins", "term")} for r in rows]
        file.write("\n".join(json.dumps(r, ensure_ascii=False) for r in told))
        file.flush()
        batch = importing.receive(
            unit, actor=actor, kind="norm", source=SOURCE, name="规范性文件.jsonl", path=file.name
        )
        batch = importing.work(importing.start(batch, actor=actor), actor=actor)
    found = {p.document_number: p for p in Publication.objects.filter(unit=unit, kind="norm", live=True)}
    return [found[r["文号"]] for r in rows if r["文号"] in found]


def _enter(record: Publication, row: dict[str, str], actor: Actor) -> Norm:
    values = registering.from_publication(record) | {
        "effective_on": dt.date.fromisoformat(row["begins"]), "term": Term(row["term"]), "term_basis": "",
    }  # fmt: skip
    norm = registering.enter(record.unit, actor=actor, values=values)
    written = norm.written_on or timezone.localdate()
    steps = {
        "comment": {"done_from": written - dt.timedelta(50), "done_on": written - dt.timedelta(20), "note": "示例：采纳意见两条"},
        "legality": {"done_on": written - dt.timedelta(10), "by_whom": "区司法局", "note": "示例：审核通过"},
        "filing": {"done_on": (norm.published_on or written) + dt.timedelta(9), "number": "示例备案"},
    }  # fmt: skip
    for step, said in steps.items():
        registering.set_procedure(norm, actor=actor, step=step, values=said)
    return norm


def _histories(norms: list[Norm], actor: Actor, today: dt.date) -> int:
    """Amendments, repeals and extensions; what ends by itself is left to end."""
    made = 0
    for n, norm in enumerate(norms):
        norm.refresh_from_db()
        begins, until = norm.effective_on, norm.valid_until
        if begins is None:
            continue
        later = next(
            (
                x
                for x in norms[n + 1 :]
                if x.unit_id == norm.unit_id and x.effective_on and x.effective_on > begins
            ),
            None,
        )
        change_on = begins + dt.timedelta(days=300)
        if n % 4 == 1 and change_on < today and (until is None or change_on < until):
            relating.relate(
                norm, actor=actor, act=Act.AMEND, on=change_on, keys=["5", "6", "6-1"],
                texts={"5": "受理单位应当自收到齐全的材料之日起三个工作日内作出答复。", "6": "补助标准为每户每月260元，按月发放。",
                       "6-1": "对行动不便的申请人，可以上门受理。"},
                source_title="示例：关于修改部分规范性文件的决定", source_number=f"厦思示修〔{change_on.year}〕{n + 1}号", note="示例",
            )  # fmt: skip
            made += 1
        if n % 8 == 2 and until is not None and until < today:
            on = until - dt.timedelta(days=40)
            relating.relate(
                norm, actor=actor, act=Act.EXTEND, on=on, until=rules.expiry(until + rules.DAY, 5), note="示例：评估后延续",
                source_title="示例：关于延长有效期的通知",
            )  # fmt: skip
            made += 1
        if n % 8 == 3 and later is not None and change_on < today and (until is None or change_on < until):
            relating.relate(
                norm, actor=actor, act=Act.AMEND, on=change_on, keys=["4.1.3"], source=later, note="示例",
                texts={"4.1.3": "受理单位要求补充的材料。"},
            )  # fmt: skip
            relating.relate(
                norm, actor=actor, act=Act.REPEAL, on=change_on, keys=["7.2"], source=later, note="示例"
            )
            made += 2
        begun = later.effective_on if later is not None else None
        if n % 8 == 5 and begun is not None and begun <= min(norm.ends_on or today, today):
            relating.relate(norm, actor=actor, act=Act.REPEAL, on=begun, source=later, note="示例")
            made += 1
        if n % 8 == 6 and later is not None and change_on < today and (until is None or change_on < until):
            relating.relate(
                norm, actor=actor, act=Act.REPEAL, on=change_on, keys=["7"], source=later, note="示例"
            )
            made += 1
    return made


def _official(norms: list[Norm], actor: Actor, today: dt.date) -> None:
    """Two official texts: one the same, one that the site has not followed."""
    held = [n for n in norms if n.publication is not None and n.state(today) == "现行有效"][:2]
    for n, norm in enumerate(held):
        assert norm.publication is not None
        text = bodies.to_text(norm.publication.body)
        changed = norm.published_on or today
        if n:
            text, changed = (
                text.replace("个工作日内作出答复", "日内作出书面答复"),
                today - dt.timedelta(days=45),
            )
        sources.keep_official(
            norm.publication,
            actor=actor,
            source="示例：正式文本来源",
            changed_on=changed,
            text=text,
            url="https://example.com/",
        )


def _campaign(actor: Actor, today: dt.date) -> int:
    """A finished clean-up of last year's documents, with its three lists released and carried out."""
    unit = keeper()
    if unit is None:
        return 0
    base = dt.date(today.year - 1, 12, 31)
    campaign = campaigns.open_campaign(
        unit,
        actor=actor,
        name=f"{base.year}年规范性文件清理（示例）",
        base_on=base,
        due=base + dt.timedelta(days=30),
    )
    for n, item in enumerate(campaign.items.order_by("pk")):
        decision = CampaignItem.Decision.KEEP
        if n % 9 == 4:
            decision = CampaignItem.Decision.REPEAL
        elif n % 9 == 7:
            decision = CampaignItem.Decision.LAPSE
        reason = "" if decision == CampaignItem.Decision.KEEP else "示例：规定的事项已经完成"
        campaigns.propose(item, actor=actor, decision=decision, reason=reason)
    campaign = campaigns.follow_proposals(campaign, actor=actor)
    campaign = campaigns.conclude(campaign, actor=actor)
    assert campaign.publication is not None
    record = drafting.save_draft(
        campaign.publication, actor=actor, values={"document_number": f"厦思示司〔{today.year}〕1号"}
    )
    releasing.release_urgently(record, actor=actor, reason="示例：装入示例资料")
    campaigns.apply(campaign, actor=actor, on=today)
    return campaign.items.count()


def _run(actor: Actor, random_: random.Random) -> str:
    if ImportSource.objects.filter(name=SOURCE).exists():
        return "已有"
    today = timezone.localdate()
    if not Law.objects.exists():
        sources.load_laws(PACKAGED.name, actor=actor, path=PACKAGED, packaged=True)
    units = {u.name: u for u in Unit.objects.filter(name__in=UNITS)}
    rows = [r for r in _rows(today, random_) if r["unit"] in units]
    norms: list[Norm] = []
    for name, unit in units.items():
        own = [r for r in rows if r["unit"] == name]
        by_number = {r["文号"]: r for r in own}
        norms += [_enter(p, by_number[p.document_number], actor) for p in _bring_in(unit, own, actor)]
    norms.sort(key=lambda n: (n.written_on or today, n.pk))
    waiting = norms[-2:]
    for norm in norms[:-2]:
        registering.register(norm, actor=actor, on=norm.published_on)
    norms = list(Norm.objects.registered().select_related("publication", "unit").order_by("written_on", "pk"))
    acts = _histories(norms, actor, today)
    norms = list(Norm.objects.registered().select_related("publication", "unit").order_by("written_on", "pk"))
    _official(norms, actor, today)
    cleaned = _campaign(actor, today)
    for unit in list(units.values())[:4]:
        confirming.confirm(unit, actor=actor, sha256=unit_list(unit, today).sha256)
    first = next(iter(units.values()))
    given = first.publications.filter(kind="norm", live=True).values_list("document_number", flat=True)
    split = sorted(s for g in given if (s := rules.split_number(g)))
    if split and split[0][2] > 1:
        numbers.explain(
            first,
            actor=actor,
            code=split[0][0],
            year=split[0][1],
            first=1,
            last=split[0][2] - 1,
            why="unused",
        )
    return f"文件 {len(norms) + len(waiting)} 件，关系 {acts} 条，清理 {cleaned} 件"


def _in_use() -> bool:
    """Whether there are entries that are not the sample's."""
    return Norm.objects.exists() and not ImportSource.objects.filter(name=SOURCE).exists()


demos.register(demos.Demo("norms", "规范性文件", 40, _run, _in_use))
