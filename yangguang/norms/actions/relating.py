"""What documents do to each other: 修改, 废止, 宣布失效, 解释, 延续, 暂停施行, down to single articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act as Power

from .. import articles, indexed, keeping, provisions, queries, reminding, rules
from ..force import Act
from ..keepers import own_or_keeper
from ..keys import above, article_of, label_of
from ..models import ArticleChange, Norm, Registration, Relation
from ..rules import Term


def settled(
    norm: Norm, on: dt.date, keys: Iterable[str], texts: Mapping[str, str] | None
) -> tuple[list[str], dict[str, str]]:
    """The provisions that are meant, and their new wordings by the same keys: 第三条第（二）项 finds its paragraph."""
    named, given = list(dict.fromkeys(keys)), dict(texts or {})
    if not any(k.count(".") == 2 for k in (*named, *given)):
        return named, given
    found = queries.history(norm)

    def meant(key: str) -> str:
        return (
            provisions.settle(key, found.below_on(on - rules.DAY, article_of(key)))
            if key.count(".") == 2
            else key
        )

    return list(dict.fromkeys(map(meant, named))), {meant(k): v for k, v in given.items()}


def _may_relate(
    norm: Norm, *, actor: Actor, act: str, on: dt.date, until: dt.date | None = None, keys: Iterable[str] = (),
    texts: Mapping[str, str] | None = None, source: Norm | None = None, source_title: str = "",
    source_number: str = "", note: str = "",
) -> Iterable[Reason]:  # fmt: skip
    yield from own_or_keeper(actor, Power.REVIEW, norm.unit)
    if norm.registration == Registration.VOID:
        yield Reason("这一件不予登记")
    named, new = settled(norm, on, keys, texts)
    if source is None and not source_title.strip() and not source_number.strip():
        yield Reason("要写明依据哪份文件", "选择登记的文件，或填写名称和文号", field="source_title")
    if source is not None and source.pk == norm.pk:
        yield Reason("文件不能对自己作出", "请选择另一份文件", field="source")
    if act == Act.AMEND and not named:
        yield Reason("修改要写明条款", "整份修订的，请登记新文件并废止旧文件", field="articles")
    if act == Act.AMEND and any(not new.get(k, "").strip() for k in named):
        yield Reason("修改后的条文不能为空", "删去一条的，请登记为“废止”该条", field="text")
    yield from _may_name(norm, act, on, named)
    if act in (Act.EXTEND, Act.LAPSE) and named:
        yield Reason("延续和宣布失效是对整份文件的", "请去掉条款", field="articles")
    if until is not None and until < on:
        yield Reason("截止日期早于生效日期", "请核对两个日期", field="until")
    if act == Act.EXTEND:
        yield from _may_extend(norm, on, until, note)
    if act != Act.INTERPRET and norm.ends_on is not None and on > norm.ends_on:
        ended = "已经废止" if norm.end_cause == Act.REPEAL else "有效期已满"
        yield Reason(
            f"文件{ended}（{norm.ends_on} 止），{on} 的行为不起作用",
            "期满后要继续施行的，应重新制定",
            field="on",
        )
    same = norm.acts.filter(act=act, on=on)
    if any(set(r.articles) == set(named) and r.source_id == (source.pk if source else None) for r in same):
        yield Reason("这一关系已经登记过", "需要更正的，请先撤销原来的", field="on")


def _may_name(norm: Norm, act: str, on: dt.date, named: list[str]) -> Iterable[Reason]:
    """What the act names has to be in the text of the day before it takes effect; only an amendment adds."""
    known = set(norm.articles.values_list("key", flat=True))
    if not known or not named:
        return
    whole = [k for k in named if any(a in named for a in above(k))]
    if whole:
        yield Reason(f"{label_of(whole[0])}已经包括在所填的条款里", "同一条只填一层", field="articles")
    found = queries.history(norm)
    missing = []
    for key in named:
        below = found.below_on(on - rules.DAY, article_of(key)) if "." in key else None
        if below is None:
            added = {k for r in found.relations if r.act == Act.AMEND for k in r.articles}
            missing += [key] if key not in known | added and act != Act.AMEND else []
        elif key not in below:
            yield from _may_add(key, below, act)
        elif key.count(".") == 1 and sum(k.count(".") == 1 for k in below) == 1:
            yield Reason(f"{label_of(article_of(key))}只有一款", "请登记到条，不写款", field="articles")
    if missing:
        words = "、".join(label_of(k) for k in missing)
        yield Reason(f"文件里没有{words}", "请核对条号", field="articles")


def _may_add(key: str, below: list[str], act: str) -> Iterable[Reason]:
    """A paragraph or item that is not in the text: an amendment may put it behind the last one, nothing else may be."""
    label = label_of(key)
    if act != Act.AMEND:
        yield Reason(
            f"文件里没有{label}", "请核对款号和项号；正文没有分段的，先更正登记的正文", field="articles"
        )
        return
    stem, _, number = key.rpartition(".")
    last = max((int(k.rpartition(".")[2]) for k in below if k.rpartition(".")[0] == stem), default=0)
    if int(number) != last + 1 or (key.count(".") == 2 and not last):
        yield Reason(
            f"{label}不是接在最后增加的",
            "在中间增加、要改变后面序号的，请登记整条修改后的条文",
            field="articles",
        )


def _may_extend(norm: Norm, on: dt.date, until: dt.date | None, note: str) -> Iterable[Reason]:
    if norm.valid_until is None:
        yield Reason("文件没有有效期，不用延续", field="act")
        return
    if until is None:
        if not note.strip():
            yield Reason("延续到何时要写明", "长期有效的，请在说明里写明依据", field="until")
        return
    if until <= norm.valid_until:
        yield Reason(f"现在的有效期到 {norm.valid_until}，延续后应更晚", field="until")
    term = Term(norm.term) if norm.term in (Term.GENERAL, Term.TRIAL) else rules.term_of(norm.title)
    rule = rules.rule_on(keeping.term_rules(), on)
    limit = rules.latest_expiry(rule, term, norm.valid_until + rules.DAY)
    if limit is not None and until > limit and not note.strip():
        yield Reason(f"延续超过规定的上限（到 {limit}）", "确有依据的，请在说明里写明", field="until")


@verb("norms.relate", "登记了关系{object}", forbids=_may_relate, hidden=("texts",))
def relate(
    norm: Norm, *, actor: Actor, act: str, on: dt.date, until: dt.date | None = None, keys: Iterable[str] = (),
    texts: Mapping[str, str] | None = None, source: Norm | None = None, source_title: str = "",
    source_number: str = "", note: str = "",
) -> Relation:  # fmt: skip
    """Enter what an act does to ``norm`` from ``on``; ``keys`` are articles, paragraphs or items, none means all of it;
    ``texts`` are the new wordings of an amendment, by key."""
    named, wordings = settled(norm, on, keys, texts)
    htmls = {k: articles.from_text(k, wordings.get(k, "")) if act == Act.AMEND else "" for k in named}
    made = Relation.objects.create(
        target=norm, source=source, source_title=source_title.strip()[:300], source_number=source_number.strip()[:60],
        act=act, on=on, until=until, articles=named, note=note.strip()[:300], entered_by=actor.label,
        holds=[h for k, html in htmls.items() for h in articles.held(k, html)],
    )  # fmt: skip
    if act in (Act.AMEND, Act.REPEAL):
        ArticleChange.objects.bulk_create(ArticleChange(relation=made, key=k, html=htmls[k]) for k in named)
    keeping.refresh(norm)
    if act in (Act.EXTEND, Act.REPEAL, Act.LAPSE) and not named:
        reminding.settled(norm, actor=actor)
    return made


def _may_unrelate(relation: Relation, *, actor: Actor, reason: str = "") -> Iterable[Reason]:
    yield from own_or_keeper(actor, Power.REVIEW, relation.target.unit)
    if not reason.strip():
        yield Reason("撤销登记要写明原因", "请填写", field="reason")


@verb("norms.unrelate", "撤销了登记的关系{object}", forbids=_may_unrelate)
def unrelate(relation: Relation, *, actor: Actor, reason: str) -> Norm:
    """Take back a relation entered by mistake; the log keeps what it said."""
    norm = relation.target
    indexed.tell([norm.pk])  # an article that it added goes with it
    relation.delete()
    keeping.refresh(norm)
    return norm
