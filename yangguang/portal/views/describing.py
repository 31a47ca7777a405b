"""The OpenAPI description of the open interface, written beside the views it describes; a test holds them together."""

from __future__ import annotations

from typing import Any

from yangguang.planning import rules
from yangguang.planning.models import Category, Tier
from yangguang.publications import kinds

_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_LIST = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array", "items": {"type": "object"}}},
}
_BRIEF: dict[str, Any] = {
    "type": "object",
    "required": ["id", "url", "title", "kind", "unit", "published_at"],
    "properties": {
        "id": {"type": "integer"},
        "url": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "kind": {"type": "string"},
        "kind_name": {"type": "string"},
        "index_number": {**_TEXT, "description": "索引号"},
        "document_number": {**_TEXT, "description": "文号"},
        "unit": {"type": "object", "properties": {"code": {"type": "string"}, "name": {"type": "string"}}},
        "written_on": {**_TEXT, "description": "成文日期"},
        "published_at": {"type": "string", "format": "date-time", "description": "发布时间"},
        "modified_at": _TEXT,
        "topic": {**_TEXT, "description": "主题分类"},
        "genre": {**_TEXT, "description": "体裁"},
        "validity": _TEXT,
        "validity_name": _TEXT,
        "summary": _TEXT,
    },
}

_UNIT = {"type": "object", "properties": {"code": {"type": "string"}, "name": {"type": "string"}}}
_PLAN = {
    "type": "object",
    "required": ["id", "url", "name", "tier", "category", "disclosure"],
    "properties": {
        "id": {"type": "integer"},
        "url": {"type": "string", "format": "uri"},
        "name": {"type": "string"},
        "tier": {"type": "string", "enum": Tier.values, "description": "层级"},
        "category": {"type": "string", "enum": Category.values, "description": "类别"},
        "category_name": {"type": "string"},
        "period": {"type": ["array", "null"], "items": {"type": "integer"}, "description": "规划期起止年"},
        "unit": {"oneOf": [_UNIT, {"type": "null"}], "description": "编制单位"},
        "participants": {"type": "array", "items": _UNIT},
        "outer_maker": {**_TEXT, "description": "区外或已撤销的编制单位"},
        "approver": {**_TEXT, "description": "批准机关"},
        "approved_on": {**_TEXT, "description": "批准日期"},
        "document_number": {**_TEXT, "description": "文号"},
        "territory": {**_TEXT, "description": "范围"},
        "status": {**_TEXT, "description": f"状态：{'、'.join(rules.STATUSES)}"},
        "series": {"type": ["object", "null"], "description": "系列和届次"},
        "parents": {"type": "array", "items": {"type": "object"}, "description": "上位规划"},
        "disclosure": {"type": "string", "description": "公开情况"},
        "due_on": {**_TEXT, "description": "应于此日前公开"},
        "published_on": {**_TEXT, "description": "公开日期"},
        "texts": {"type": "array", "items": {"type": "object"}, "description": "公开的文本"},
    },
}


def _answer(schema: dict[str, Any], *more: str) -> dict[str, Any]:
    error = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    said = {"200": {"description": "成功", "content": {"application/json": {"schema": schema}}}}
    words = {"400": "参数有误", "404": "没有", "429": "请求过于频繁"}
    for code in (*more, "429"):
        said[code] = {"description": words[code], "content": {"application/json": {"schema": error}}}
    return said


def _parameter(name: str, text: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": schema}


# The metadata that a kind declares for itself: {name: {label, value}}; a natural person's name is masked.
_WHOLE = {
    **_BRIEF,
    "properties": {
        **_BRIEF["properties"],
        "details": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["label", "value"],
                "properties": {"label": {"type": "string"}, "value": {"type": "string"}},
            },
        },
    },
}


def document(server: str, per_minute: int, most: int) -> dict[str, Any]:
    """The description as a dictionary; ``per_minute`` and ``most`` are the limits it states."""
    paths = {
        "/api/v1/publications/": {
            "get": {
                "operationId": "publications",
                "summary": "公开信息，新的在前；按 next 取下一页",
                "parameters": [
                    _parameter("kind", "信息类型", type="string", enum=list(kinds.KINDS.keys())),
                    _parameter("unit", "单位编码", type="string", maxLength=40),
                    _parameter("since", "发布时间不早于", type="string", format="date"),
                    _parameter("until", "发布时间早于", type="string", format="date"),
                    _parameter("size", "每页条数", type="integer", minimum=1, maximum=most, default=20),
                    _parameter("before", "上一页末条的编号", type="integer", minimum=1),
                ],
                "responses": _answer(
                    {
                        "type": "object",
                        "required": ["items", "next"],
                        "properties": {"items": {"type": "array", "items": _BRIEF}, "next": _TEXT},
                    },
                    "400", "404",
                ),
            }
        },
        "/api/v1/publications/{id}/": {
            "get": {
                "operationId": "publication",
                "summary": "一条信息的全文、附件和版本",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
                ],
                "responses": _answer(_WHOLE, "404"),
            }
        },
        "/api/v1/plans/": {
            "get": {
                "operationId": "plans",
                "summary": "规划体系：公开的规划和它们的上位规划；按 next 取下一页",
                "parameters": [
                    _parameter("period", "与这个时期相交，如 2021-2025；all 为全部", type="string"),
                    _parameter("category", "类别", type="string", enum=Category.values),
                    _parameter("unit", "编制单位编码", type="string", maxLength=40),
                    _parameter("status", "状态", type="string", enum=list(rules.STATUSES)),
                    _parameter("q", "名称或文号里的字", type="string", maxLength=60),
                    _parameter("size", "每页条数", type="integer", minimum=1, maximum=most, default=50),
                    _parameter("after", "上一页末条的编号", type="integer", minimum=1),
                ],
                "responses": _answer(
                    {
                        "type": "object",
                        "required": ["items", "next"],
                        "properties": {"items": {"type": "array", "items": _PLAN}, "next": _TEXT},
                    },
                    "400", "404",
                ),
            }
        },
    }  # fmt: skip
    simple = {
        "/api/v1/units/": ("units", "承担公开职责的单位"),
        "/api/v1/columns/": ("columns", "栏目和专题"),
        "/api/v1/catalogue/": ("catalogue", "法定公开事项和现行标准目录"),
        "/api/v1/gazette/": ("gazette", "政府公报各期和刊登的文章"),
        "/api/v1/tasks/": ("tasks", "公开的年度任务"),
    }
    for path, (name, summary) in simple.items():
        paths[path] = {"get": {"operationId": name, "summary": summary, "responses": _answer(_LIST)}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "政务公开开放接口",
            "version": "1",
            "description": f"只读；每个地址每分钟最多 {per_minute} 次；答复带 ETag，可用 If-None-Match 比较。",
        },
        "servers": [{"url": server}],
        "paths": paths,
    }
