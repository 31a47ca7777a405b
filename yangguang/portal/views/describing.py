"""The OpenAPI description of the open interface, written beside the views it describes; a test holds them together."""

from __future__ import annotations

from typing import Any

from yangguang.planning import rules as plan_rules
from yangguang.planning.models import Category, Tier
from yangguang.publications import events, kinds
from yangguang.publications.models import Validity

Schema = dict[str, Any]


def _object(required: tuple[str, ...] | None = None, /, **properties: Schema) -> Schema:
    """An object with exactly these properties; all are required unless ``required`` names the ones that are."""
    return {
        "type": "object",
        "required": list(properties if required is None else required),
        "properties": properties,
        "additionalProperties": False,
    }


def _text(said: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": said} if said else {}), **more}


def _maybe(said: str = "", **more: Any) -> Schema:
    return {"type": ["string", "null"], **({"description": said} if said else {}), **more}


def _list(item: Schema, **more: Schema) -> Schema:
    return _object(items={"type": "array", "items": item}, **more)


_MOMENT = {"format": "date-time"}
_NEXT = _maybe("下一页的地址；没有下一页为 null")
_BRIEF = _object(
    id={"type": "integer", "description": "编号，永不改变"},
    url=_text("网页的固定地址", format="uri"),
    title=_text("标题"),
    kind=_text("信息类型的代码"),
    kind_name=_text("信息类型"),
    index_number=_maybe("索引号"),
    document_number=_maybe("文号"),
    unit=_object(code=_text("单位编码"), name=_text("单位")),
    written_on=_maybe("成文日期", format="date"),
    published_at=_text("发布时间", **_MOMENT),
    modified_at=_maybe("最近一次更改公开的时间", **_MOMENT),
    topic=_maybe("主题分类"),
    genre=_maybe("体裁（文种）"),
    validity={"type": ["string", "null"], "description": "有效性的代码", "enum": [None, *(v for v in Validity.values if v)]},
    validity_name=_maybe("有效性"),
    summary=_maybe("内容概述"),
)  # fmt: skip
_FILE = _object(
    name=_text("文件名"),
    media_type=_text("媒体类型"),
    bytes={"type": "integer", "description": "大小（字节）"},
    sha256=_text("内容的 SHA-256，可核对下载是否完整"),
    url=_text("下载地址", format="uri"),
)
_VERSION = _object(
    number={"type": "integer", "description": "第几版"},
    released_at=_text("发布时间", **_MOMENT),
    note=_maybe("更改说明"),
)
_NAMED = _object(
    id={"type": "integer", "description": "编号"},
    title=_text("标题"),
    url=_text("网页的固定地址", format="uri"),
    published_at=_text("发布时间", **_MOMENT),
)
_EXPLAINING = _object(**_NAMED["properties"], form=_text("解读形式"))
_FULL = _object(
    **_BRIEF["properties"],
    body=_text("正文（HTML）"),
    source=_maybe("来源"),
    keywords={"type": "array", "items": _text(), "description": "关键词"},
    effective_on=_maybe("施行日期", format="date"),
    expires_on=_maybe("有效期至", format="date"),
    items={"type": "array", "items": _text(), "description": "目录事项"},
    details={
        "type": "object",
        "description": "这一类信息自己的元数据；自然人的姓名已隐去一部分",
        "additionalProperties": _object(label=_text("名称"), value=_text("内容")),
    },
    attachments={"type": "array", "items": _FILE, "description": "附件"},
    versions={"type": "array", "items": _VERSION, "description": "历次公开的版本，旧的在前"},
    explanations={"type": "array", "items": _EXPLAINING, "description": "解读这份文件的公开材料，旧的在前"},
    explains={"type": "array", "items": _NAMED, "description": "这份解读材料解读的公开文件，新的在前"},
)
_UNIT = _object(
    code=_text("单位编码"), name=_text("简称"), full_name=_text("全称"), kind=_text("单位性质"),
    hub=_text("政府信息公开专栏", format="uri"),
)  # fmt: skip
_COLUMN = _object(
    slug=_text("网址名"), name=_text("名称"), shape=_text("栏目或专题", enum=["column", "topic"]),
    unit=_text("责任单位的编码"), entries={"type": "integer", "description": "条数", "minimum": 0},
    latest_at=_maybe("最近更新", **_MOMENT), url=_text("网页", format="uri"),
)  # fmt: skip
_ITEM = _object(
    ("key",),
    key=_text("事项编号"), name=_text("名称（法定事项）"), text=_text("条文（法定事项）"), first_level=_text("一级事项"),
    second_level=_text("二级事项"), content=_text("公开内容"), basis=_text("公开依据"), limit=_text("公开时限"),
    units={"type": "array", "items": _text(), "description": "公开主体的单位编码"},
)  # fmt: skip
_CATALOGUE = _object(
    ("catalogue", "items"),
    catalogue=_text("目录名称"), field=_text("领域"), version={"type": "integer", "description": "版本"},
    effective_on=_maybe("施行日期", format="date"), items={"type": "array", "items": _ITEM},
)  # fmt: skip
_PRINTED = _object(
    title=_text("标题"), document_number=_maybe("文号"), organ=_maybe("发文机关"),
    written_on=_maybe("成文日期", format="date"), first_page={"type": ["integer", "null"], "description": "起始页"},
    last_page={"type": ["integer", "null"], "description": "终止页"},
    publication={"type": ["integer", "null"], "description": "本站公开的文件的编号（见 publications）"},
    url=_text("网页", format="uri"),
)  # fmt: skip
_ISSUE = _object(
    name=_text("公报名称"), year={"type": "integer", "description": "年份"},
    number={"type": "integer", "description": "期号"}, total={"type": ["integer", "null"], "description": "总期号"},
    url=_text("网页的固定地址", format="uri"), dated=_text("印在封面上的出版日期", format="date"),
    published_at=_text("上网时间", **_MOMENT), pages={"type": "integer", "description": "页数", "minimum": 0},
    pdf=_maybe("整期 PDF", format="uri"), articles={"type": "array", "items": _PRINTED, "description": "刊登的文章"},
)  # fmt: skip
_TASKS = _object(
    year={"type": "integer", "description": "年度"}, title=_text("名称"),
    url=_text("该年度全部任务、结果和证据（JSON）", format="uri"),
)  # fmt: skip
_CODED = _object(code=_text("单位编码"), name=_text("单位"))
_PLAN = _object(
    id={"type": "integer", "description": "编号"},
    url=_text("网页的固定地址", format="uri"),
    name=_text("名称"),
    tier=_text("层级", enum=Tier.values),
    category=_text("类别的代码", enum=Category.values),
    category_name=_text("类别"),
    period={"type": ["array", "null"], "items": {"type": "integer"}, "description": "规划期起止年"},
    unit={"oneOf": [_CODED, {"type": "null"}], "description": "编制单位"},
    participants={"type": "array", "items": _CODED, "description": "参与编制的单位"},
    outer_maker=_maybe("区外或已撤销的编制单位"),
    approver=_maybe("批准机关"),
    approved_on=_maybe("批准日期", format="date"),
    document_number=_maybe("文号"),
    territory=_maybe("范围"),
    status=_maybe(f"状态：{'、'.join(plan_rules.STATUSES)}"),
    series={"oneOf": [_object(name=_text("系列"), ordinal={"type": ["integer", "null"], "description": "届次"}),
                      {"type": "null"}]},
    parents={"type": "array", "description": "上位规划",
             "items": _object(id={"type": "integer"}, name=_text("名称"), carries=_maybe("衔接的内容"))},
    disclosure=_text("公开情况"),
    due_on=_maybe("应于此日前公开", format="date"),
    published_on=_maybe("公开日期", format="date"),
    texts={"type": "array", "description": "公开的文本",
           "items": _object(part=_text("哪一部分"), title=_text("标题"), url=_text("网页", format="uri"))},
)  # fmt: skip
_NORM = _object(
    id={"type": "integer", "description": "编号"},
    url=_text("网页的固定地址", format="uri"),
    register_number=_text("登记号"),
    title=_text("名称"),
    document_number=_maybe("文号"),
    unit=_CODED,
    topic=_maybe("主题分类"),
    written_on=_maybe("成文日期", format="date"),
    published_on=_maybe("公布日期", format="date"),
    effective_on=_maybe("施行日期", format="date"),
    valid_until=_maybe("有效期最后一日", format="date"),
    ended_on=_maybe("效力终止日", format="date"),
    state=_text("在 on 那一日的效力"),
    on=_text("说的是哪一日", format="date"),
)
_NORM_WHOLE = _object(
    **_NORM["properties"],
    articles={"type": "array", "description": "在 on 那一日的各条",
              "items": _object(key=_text("条的编号"), label=_text("条"), text=_text("条文"), state=_text("效力"),
                               below={"type": "array", "description": "这一条里废止、被取代、修改、暂停的款和项",
                                      "items": _object(key=_text("款项的编号"), label=_text("款项"), state=_text("效力"),
                                                       since=_maybe("自何日起", format="date"), source=_maybe("依据的文件"))},
                               url=_text("这一条的固定地址", format="uri"))},
    relations={"type": "array", "description": "修改、废止、解释、延续",
               "items": _object(act=_text("代码"), act_name=_text("关系"), on=_text("何日起", format="date"),
                                until=_maybe("至何日", format="date"), articles={"type": "array", "items": _text()},
                                source=_text("依据的文件"))},
    publication=_maybe("公开的原文", format="uri"),
)  # fmt: skip
_ENTRY = _object(
    id={"type": "integer", "description": "编号"},
    url=_text("网页的固定地址", format="uri"),
    question=_text("问题"),
    wordings={"type": "array", "items": _text(), "description": "其他问法"},
    answer=_text("答案（HTML）"),
    unit=_CODED,
    topic=_maybe("主题分类"),
    event=_maybe("办事场景"),
    published_at=_maybe("最近一次公开的时间", **_MOMENT),
    reviewed_on=_maybe("最近复核", format="date"),
    doubts={"type": "array", "items": _text(), "description": "待复核的原因；空的没有待复核"},
    bases={"type": "array", "description": "依据",
           "items": _object(id={"type": "integer", "description": "信息的编号（见 publications）"}, title=_text("名称"),
                            url=_text("网页", format="uri"), quote=_maybe("原文"), document_number=_maybe("文号"),
                            validity=_maybe("有效性的代码"), ended=_maybe("不再是依据的原因，如 已废止"))},
)  # fmt: skip
_LINKED = {
    "type": "object",
    "required": ["@context", "@id", "@type", "dcat:dataset"],
    "properties": {"@context": {"type": "object"}, "@id": _text(), "@type": {"const": "dcat:Catalog"},
                   "dcat:dataset": {"type": "array", "items": {"type": "object"}}},
}  # fmt: skip
_ERROR = _object(("error",), error=_text("哪里不对"), fix=_text("怎么办"))
_WORDS = {"400": "参数有误", "404": "没有", "405": "只能读取", "429": "请求过于频繁"}
_HEADERS = {
    "429": {
        "Retry-After": {"description": "多少秒后再试", "schema": {"type": "integer"}},
        "X-RateLimit-Limit": {"description": "每分钟最多次数", "schema": {"type": "integer"}},
        "X-RateLimit-Remaining": {"description": "本分钟还剩次数", "schema": {"type": "integer"}},
    },
    "405": {"Allow": {"description": "可用的方法", "schema": {"type": "string"}}},
}


def _answers(schema: Schema, *more: str, media: str = "application/json") -> dict[str, Any]:
    said: dict[str, Any] = {
        "200": {
            "description": "成功",
            "headers": {
                "ETag": {"description": "内容的标记，用于 If-None-Match", "schema": {"type": "string"}}
            },
            "content": {media: {"schema": schema}},
        },
        "304": {"description": "自上次以来没有变（If-None-Match 与 ETag 相同）"},
    }
    for code in sorted({"400", "405", "429", *more}):
        said[code] = {"description": _WORDS[code], "content": {"application/json": {"schema": _ERROR}}}
        if code in _HEADERS:
            said[code]["headers"] = _HEADERS[code]
    return said


def _parameter(name: str, text: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": schema}


def _path(
    name: str, summary: str, answers: dict[str, Any], *parameters: dict[str, Any], more: str = ""
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "tags": ["公开信息"],
        "responses": answers,
    }
    if more:
        said["description"] = more
    if parameters:
        said["parameters"] = list(parameters)
    return {"get": said}


def document(server: str, per_minute: int, most: int) -> dict[str, Any]:
    """The description as a dictionary; ``per_minute`` and ``most`` are the limits it states."""
    number = {"name": "id", "in": "path", "required": True, "description": "编号",
              "schema": {"type": "integer", "minimum": 0}}  # fmt: skip
    paths = {
        "/api/v1/publications/": _path(
            "publications", "公开信息，发布时间新的在前", _answers(_list(_BRIEF, next=_NEXT), "404"),
            _parameter("kind", "信息类型", type="string", enum=list(kinds.KINDS.keys())),
            _parameter("unit", "发布机构的单位编码（见 units）", type="string", minLength=1, maxLength=40),
            _parameter("since", "发布时间不早于这一天", type="string", format="date"),
            _parameter("until", "发布时间早于这一天", type="string", format="date"),
            _parameter("size", "每页条数", type="integer", minimum=1, maximum=most, default=20),
            _parameter("before", "上一页末条的编号；一般直接用答复里的 next", type="integer", minimum=1),
            more="按 next 一页一页取，直到它为 null。翻页以上一页末条为界，不按页码数：取的过程中有新信息发布，也不会漏、不会重。",
        ),
        "/api/v1/publications/{id}/": _path(
            "publication", "一条信息的全文、附件、版本和解读关联", _answers(_FULL, "404"), number,
            more="撤下的信息答复 404；网页地址上仍有说明。",
        ),
        "/api/v1/units/": _path("units", "承担公开职责的单位", _answers(_list(_UNIT))),
        "/api/v1/columns/": _path("columns", "栏目和专题", _answers(_list(_COLUMN)),
                                  more="每个栏目另有 Atom、RSS 和 CSV、XLSX 目录，地址在目录数据（catalogue.jsonld）里。"),
        "/api/v1/catalogue/": _path("catalogue", "法定公开事项和现行标准目录", _answers(_list(_CATALOGUE))),
        "/api/v1/catalogue.jsonld": _path("dcat", "数据目录（DCAT 2，JSON-LD）",
                                          _answers(_LINKED, media="application/ld+json")),
        "/api/v1/plans/": _path(
            "plans", "规划体系：公开的规划和它们的上位规划，按编号排列", _answers(_list(_PLAN, next=_NEXT), "404"),
            _parameter("q", "名称或文号里的字", type="string", minLength=1, maxLength=60),
            _parameter("period", "与这个时期相交，如 2021-2025；all 为全部", type="string", pattern=r"^(all|[0-9]{4}-[0-9]{4})$"),
            _parameter("category", "类别", type="string", enum=Category.values),
            _parameter("unit", "编制单位的编码（见 units）", type="string", minLength=1, maxLength=40),
            _parameter("status", "状态", type="string", enum=list(plan_rules.STATUSES)),
            _parameter("size", "每页条数", type="integer", minimum=1, maximum=most, default=50),
            _parameter("after", "上一页末条的编号；一般直接用答复里的 next", type="integer", minimum=1),
        ),
        "/api/v1/norms/": _path(
            "norms", "登记的规范性文件，按编号排列；给出 on 时只列那一日有效的", _answers(_list(_NORM, next=_NEXT), "404"),
            _parameter("on", "在这一日有效", type="string", format="date"),
            _parameter("unit", "制定机关的单位编码（见 units）", type="string", minLength=1, maxLength=40),
            _parameter("size", "每页条数", type="integer", minimum=1, maximum=most, default=20),
            _parameter("after", "上一页末条的编号；一般直接用答复里的 next", type="integer", minimum=1),
        ),
        "/api/v1/norms/{id}/": _path(
            "norm", "一件规范性文件在某一日的条款、效力和修改废止关系", _answers(_NORM_WHOLE, "404"), number,
            _parameter("on", "哪一日的文本，默认今天", type="string", format="date"),
        ),
        "/api/v1/knowledge/": _path(
            "knowledge", "政务知识库的问答，按编号排列", _answers(_list(_ENTRY, next=_NEXT), "404"),
            _parameter("event", "办事场景的代码", type="string", enum=[e.code for e in events.every()]),
            _parameter("topic", "主题分类", type="string", enum=list(kinds.TOPICS)),
            _parameter("unit", "责任单位的编码（见 units）", type="string", minLength=1, maxLength=40),
            _parameter("size", "每页条数", type="integer", minimum=1, maximum=most, default=20),
            _parameter("after", "上一页末条的编号；一般直接用答复里的 next", type="integer", minimum=1),
        ),
        "/api/v1/knowledge/{id}/": _path("knowledgeEntry", "一条问答和它的依据", _answers(_ENTRY, "404"), number),
        "/api/v1/gazette/": _path("gazette", "政府公报各期和刊登的文章，新的在前", _answers(_list(_ISSUE))),
        "/api/v1/tasks/": _path("tasks", "公开的年度任务", _answers(_list(_TASKS))),
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "政务公开开放接口",
            "version": "1",
            "description": (
                f"只读，无须登记，任何网站都可以调用（CORS）。同一地址（IP）每分钟最多 {per_minute} 次，超过答复 429 并写明多少秒后再试；"
                "来自缓存的答复不计次数。答复带 ETag，下次用 If-None-Match 比较，没有变时只答 304。出错时 error 写明哪里不对。"
                "时间一律带时区（北京时间）。"
            ),
        },
        "servers": [{"url": server}],
        "tags": [{"name": "公开信息", "description": "已经公开的信息、单位、栏目、目录和年度任务"}],
        "paths": paths,
    }
