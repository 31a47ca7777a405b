"""Filling a district with released records, every relation of a release included, straight into the tables.

The product's own way (``publications/importing``) writes a thousand a second and is measured in ``publishing.py``; here a
million must stand quickly. What a record belongs to is still asked of the product (``selections.Sorter``), numbers and
counts are those a release would have written. The log is left out: no page of a reader looks into it.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import accumulate
from typing import Any

import district
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection, models
from django.utils import timezone
from wagtail.models import Revision

from yangguang.catalog import statutory
from yangguang.organisations.models import Unit, UnitKind
from yangguang.publications import defaults, kinds, numbering, rules
from yangguang.publications import models as m
from yangguang.publications.actions.columns import open_column
from yangguang.publications.selections import Facts, Sorter

PIECE = 50_000
RARE = "白鹭洲栈道"  # stands in one text of 20,000
STANDING = ("guide", "rules", "annual-report")
# How often kinds come: a district's site is mostly news and notices.
WEIGHTS = {"news": 30, "notice": 16, "enforcement": 9, "licence": 7, "procurement": 5, "inspection": 5, "policy": 5,
           "welfare": 4, "explanation": 4, "project": 3, "budget": 3, "norm": 2, "statistics": 2, "science": 2,
           "recruitment": 1, "emergency": 1, "plan": 1, "functions": 1, "other": 1}  # fmt: skip
KINDS, SHARES = list(WEIGHTS), list(accumulate(WEIGHTS.values()))
MATTERS = [
    "老旧小区加装电梯",
    "养老服务补贴",
    "义务教育招生",
    "食品安全抽检",
    "生态环境整治",
    "困难群众救助",
    "创业担保贷款",
    "公共文化活动",
    "道路交通组织",
    "防汛防台风工作",
    "房屋征收补偿",
    "垃圾分类管理",
    "社区卫生服务",
    "残疾人就业",
    "安全生产检查",
    "物业服务收费",
    "营商环境优化",
    "青年人才安居",
    "科技企业培育",
    "消防安全治理",
    "城市更新项目",
    "公办幼儿园建设",
    "计划生育奖励",
    "退役军人优待",
    "法律援助服务",
    "知识产权保护",
    "菜市场改造",
    "公园绿地维护",
    "海岸带保护",
    "停车泊位规划",
    "疫苗接种安排",
    "校外培训监管",
    "劳动保障监察",
    "工程建设审批",
    "财政资金绩效",
    "统计调查工作",
]
ACTS = [
    "现予公布",
    "提出明确要求",
    "组织开展检查",
    "受理群众申请",
    "公示有关结果",
    "听取各方意见",
    "落实属地责任",
    "完善配套制度",
    "加快项目进度",
    "规范办理程序",
]
PLACES = ["中华", "厦港", "滨海", "鹭江", "开元", "梧村", "筼筜", "莲前", "嘉莲", "鼓浪屿"]


class Table:
    """Rows of one model, written with the columns that change; every other column holds the model's default."""

    def __init__(self, model: type[models.Model], *names: str, **fixed: Any) -> None:
        fields = [f for f in model._meta.concrete_fields if not (f.primary_key and f.attname not in names)]
        blank = model(**fixed)
        self.changing = names
        self.base = {f.attname: f.get_db_prep_save(f.pre_save(blank, True), connection) for f in fields}
        order = [*names, *(k for k in self.base if k not in names)]
        columns = {f.attname: f'"{f.column}"' for f in model._meta.concrete_fields}
        marks = ",".join("?" * len(order))
        self.sql = (
            f'insert into "{model._meta.db_table}" ({",".join(columns[n] for n in order)}) values ({marks})'
        )
        self.tail = tuple(self.base[n] for n in order[len(names) :])
        self.rows: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> None:
        self.rows.append((*values, *self.tail))

    def write(self, to: sqlite3.Connection) -> None:
        to.executemany(self.sql, self.rows)
        self.rows.clear()


def sentences(dice: random.Random, count: int) -> list[str]:
    said = [
        "区政府有关部门",
        "各街道办事处",
        "本单位",
        "申请人",
        "项目建设单位",
        "社区居委会",
        "具备条件的企业",
        "符合条件的居民",
    ]
    how = [
        "依法依规",
        "按照职责分工",
        "在规定时限内",
        "结合实际情况",
        "通过政务服务窗口",
        "会同有关单位",
        "根据年度计划",
        "以书面形式",
    ]
    return [
        f"{dice.choice(said)}{dice.choice(how)}就{dice.choice(MATTERS)}{dice.choice(ACTS)}，"
        f"涉及{dice.choice(PLACES)}片区{dice.randint(2, 900)}户，{dice.choice(('由', '经'))}{dice.choice(said)}"
        f"{dice.choice(('负责解释', '核实后办理', '统一登记', '报区政府备案', '向社会公开'))}。"
        for _ in range(count)
    ]


class Grower:
    """Adds records up to a total; a second call goes on where the first ended."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.units = list(Unit.objects.exclude(kind=UnitKind.COMMUNITY).order_by("pk"))
        self.org = {u.pk: numbering.org_code(u) for u in self.units}
        self.concern = {u.pk: {i.code for i in statutory.applicable(u.kind)} for u in self.units}
        self.sorter = Sorter.load()
        self.pool = sentences(random.Random(1), 6000)
        self.type = ContentType.objects.get_for_model(m.Publication).pk
        self.files = list(m.Attachment.objects.values_list("pk", flat=True))
        self.tallies: dict[tuple[int, str], list[Any]] = defaultdict(lambda: [0, None])
        self.counts: Counter[tuple[int, str, int]] = Counter()
        self.columns: dict[int, list[Any]] = defaultdict(lambda: [0, None])
        self.load()
        at = {"stage": m.Stage.RELEASED, "created_at": self.now}
        self.publications = Table(
            m.Publication, "id", "latest_revision_id", "live_revision_id", "first_published_at", "last_published_at",
            "kind", "unit_id", "issuers", "title", "index_number", "document_number", "written_on", "topic", "genre",
            "validity", "keywords", "items", "attachments", "live", "stage", "summary", "body",
            "has_unpublished_changes", "withdrawal", **at,
        )  # fmt: skip
        self.revisions = Table(
            Revision, "id", "object_id", "object_str", "content", "created_at",
            content_type_id=self.type, base_content_type_id=self.type, content={}, created_at=self.now,
        )  # fmt: skip
        self.versions = Table(
            m.Version, "publication_id", "revision_id", "released_at", number=1, released_by="示例"
        )
        self.issuers = Table(m.Issuer, "publication_id", "unit_id", "published_at")
        self.bindings = Table(m.Binding, "publication_id", "item", "unit_id", "published_at")
        self.entries = Table(m.ColumnEntry, "column_id", "publication_id", "published_at")
        self.uses = Table(m.AttachmentUse, "publication_id", "attachment_id")
        self.tables = (self.publications, self.revisions, self.versions, self.issuers, self.bindings, self.entries,
                       self.uses)  # fmt: skip

    def load(self) -> None:
        for t in m.Tally.objects.all():
            self.tallies[t.unit_id, t.item] = [t.count, t.latest_at]
        for c in m.Counter.objects.all():
            self.counts[c.unit_id, c.category, c.year] = c.last
        for column in m.Column.objects.all():
            self.columns[column.pk] = [column.entry_count, column.latest_at]

    def grow(self, total: int, told: Any = print) -> None:
        first = (m.Publication.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        revision = (Revision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        there = m.Publication.objects.count()
        connection.ensure_connection()
        raw: sqlite3.Connection = connection.connection
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-1500000", "foreign_keys=OFF"):
            raw.execute(f"pragma {pragma}")
        while there < total:
            size = min(PIECE, total - there)
            raw.execute("begin immediate")
            dice = random.Random(first)
            for n in range(size):
                self.one(dice, first + n, revision + n)
            for table in self.tables:
                table.write(raw)
            raw.execute("commit")
            self.settle()
            there, first, revision = there + size, first + size, revision + size
            told(there)
        for pragma in (
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "wal_checkpoint(TRUNCATE)",
            "cache_size=-16000",
        ):
            raw.execute(f"pragma {pragma}")

    def one(self, dice: random.Random, pk: int, revision: int) -> None:
        unit = self.units[int(len(self.units) * dice.random() ** 1.6)]
        kind = dice.choices(KINDS, cum_weights=SHARES)[0]
        standing = pk <= len(self.units) * 30 and pk % 10 == 0
        if standing:
            kind, unit = STANDING[pk // 10 % 3], self.units[pk // 30 % len(self.units)]
        about = kinds.KINDS.get(kind)
        day = self.now - dt.timedelta(minutes=int(16 * 525_600 * dice.random() ** 1.7) + 30)
        at = day.replace(microsecond=dice.randrange(10**6))
        written = timezone.localdate(day - dt.timedelta(days=dice.randint(0, 9)))
        matter = dice.choice(MATTERS)
        official = kind in ("policy", "norm", "plan")
        genre = dice.choice(kinds.GENRES) if official else ""
        place = dice.choice(PLACES)
        title = f"{unit.name}关于{place}片区{matter}{dice.choice(ACTS)}的{genre or about.name}（{written.year}年第{pk}号）"
        count = dice.randint(3, 7) if dice.random() > 0.01 else dice.randint(60, 200)
        lines = dice.sample(self.pool, count)
        if pk % 20_000 == 17:
            lines.insert(1, f"{RARE}沿线另行通告。")
        body = "".join(f"<p>{''.join(lines[i : i + 3])}</p>" for i in range(0, count, 3))
        stage, live = m.Stage.RELEASED, True
        chance = dice.random() if not standing else 1.0
        if chance < 0.02:
            stage, live = dice.choice((m.Stage.DRAFT, m.Stage.REVIEW, m.Stage.READY)), False
        elif chance < 0.03:
            stage, live = m.Stage.WITHDRAWN, False
        public = stage in (m.Stage.RELEASED, m.Stage.WITHDRAWN)
        others = [dice.choice(self.units).pk] if dice.random() < 0.03 else []
        items = [i for i in about.items if i in self.concern[unit.pk]]
        if not items and dice.random() < 0.1 and about.statutory:
            items = [dice.choice(sorted(self.concern[unit.pk]))]
        files = dice.sample(self.files, dice.randint(1, 3)) if dice.random() < 0.08 else []
        index = None
        if public:
            key = (unit.pk, about.category, written.year)
            self.counts[key] += 1
            index = rules.format_index_number(
                settings.INDEX_NUMBER_PATTERN, org=self.org[unit.pk], category=about.category, year=written.year,
                seq=self.counts[key],
            )  # fmt: skip
        number = (
            f"厦思{place[:1]}〔{written.year}〕{pk % 3000 + 1}号" if official or dice.random() < 0.05 else ""
        )
        topic = dice.choice(kinds.TOPICS) if official else ""
        validity = (
            dice.choice(("valid", "valid", "valid", "lapsed", "repealed", "amended")) if official else ""
        )
        keywords = f"{matter},{place}"
        said = {
            "pk": pk, "kind": kind, "unit": unit.pk, "issuers": others, "title": title, "document_number": number,
            "written_on": written.isoformat(), "topic": topic, "genre": genre, "openness": "open", "openness_basis": "",
            "validity": validity, "effective_on": None, "expires_on": None, "source": unit.name,
            "keywords": keywords, "items": items, "attachments": files, "sensitive": False,
            "summary": lines[0], "extra": {}, "body": body, "live": live, "stage": str(stage),
        }  # fmt: skip
        moment = str(at.replace(tzinfo=None))  # both are UTC
        self.publications.add(
            pk, revision, revision if public else None, moment if public else None, moment if public else None,
            kind, unit.pk, json.dumps(others), title, index, number, written.isoformat(), topic, genre, validity,
            keywords, json.dumps(items), json.dumps(files), live, str(stage), lines[0], body, not public,
            "gone" if stage == m.Stage.WITHDRAWN else "",
        )  # fmt: skip
        self.revisions.add(revision, str(pk), title, json.dumps(said), moment)
        if public:
            self.versions.add(pk, revision, moment)
        if live:
            self.place(
                pk, unit.pk, kind, items, others, files, topic, genre, validity, title, keywords, at, moment
            )

    def place(
        self, pk: int, unit: int, kind: str, items: list[str], others: list[int], files: list[int], topic: str,
        genre: str, validity: str, title: str, keywords: str, at: dt.datetime, moment: str,
    ) -> None:  # fmt: skip
        under = list(dict.fromkeys((unit, *others)))
        for u in under:
            self.issuers.add(pk, u, moment)
            for item in ("", *items):
                tally = self.tallies[u, item]
                tally[0], tally[1] = tally[0] + 1, max(at, tally[1] or at)
                if item:
                    self.bindings.add(pk, item, u, moment)
        for file in files:
            self.uses.add(pk, file)
        of = Facts(kind, frozenset(under), topic, genre, frozenset(items), validity, f"{title}\n{keywords}",
                   timezone.localdate(at))  # fmt: skip
        for column in self.sorter.columns_of(of):
            self.entries.add(column, pk, moment)
            entry = self.columns[column]
            entry[0], entry[1] = entry[0] + 1, max(at, entry[1] or at)

    def settle(self) -> None:
        """Write the counts down."""
        save(
            m.Tally, ("unit_id", "item"), ("count", "latest_at"), [(*k, *v) for k, v in self.tallies.items()]
        )
        save(m.Counter, ("unit_id", "category", "year"), ("last",), [(*k, v) for k, v in self.counts.items()])
        for pk, (count, latest) in self.columns.items():
            m.Column.objects.filter(pk=pk).update(entry_count=count, latest_at=latest)


def save(model: Any, keys: tuple[str, ...], values: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    names = (*keys, *values)
    model.objects.bulk_create(
        [model(**dict(zip(names, row, strict=True))) for row in rows],
        batch_size=100, update_conflicts=True, update_fields=list(values),
        unique_fields=[k.removesuffix("_id") for k in keys],
    )  # fmt: skip


def prepare() -> None:
    """The units, the usual columns, twenty topics and columns of all shapes, some files."""
    district.units()
    defaults.open_defaults(district.ACTOR)
    office = Unit.objects.get(is_openness_office=True)
    streets = list(Unit.objects.filter(kind=UnitKind.STREET).values_list("pk", flat=True))
    queries: list[dict[str, Any]] = [{"words": [w]} for w in MATTERS[:12]]
    queries += [{"units": streets}, {"topics": list(kinds.TOPICS[:3])}, {"items": ["FD20-05", "FD20-06"]}]
    queries += [{"kinds": ["news", "notice"], "since": "2020-01-01"}, {"kinds": ["procurement", "project"]}]
    for n, query in enumerate(queries):
        slug = f"topic-{n}"
        if not m.Column.objects.filter(slug=slug).exists():
            shape = m.Column.Shape.TOPIC if n % 2 else m.Column.Shape.COLUMN
            open_column(
                office, actor=district.ACTOR,
                values={"slug": slug, "name": f"示例专题{n}", "query": query, "order": 200 + n, "shape": shape},
            )  # fmt: skip
    if not m.Attachment.objects.exists():
        file = m.Attachment(unit=office, name="示例.txt", extension=".txt", media_type="text/plain", size=6,
                            sha256="0" * 64, html="<p>示例</p>")  # fmt: skip
        file.file.save("sample.txt", ContentFile("示例".encode()))
        m.Attachment.objects.bulk_create(
            m.Attachment(unit=office, file=file.file.name, name=f"示例附件{n}.txt", extension=".txt",
                         media_type="text/plain", size=6, sha256=f"{n:064d}", html="<p>示例</p>")
            for n in range(2000)
        )  # fmt: skip
