"""The OpenAPI description of the open interface, written beside the views it describes; a test holds them together."""

from __future__ import annotations

from typing import Any

from yangguang.publications import kinds

_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_LIST = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array", "items": {"type": "object"}}},
}
_BRIEF = {
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

_NORM = {
    "type": "object",
    "required": ["id", "url", "title", "register_number", "unit", "state"],
    "properties": {
        "id": {"type": "integer"},
        "url": {"type": "string", "format": "uri"},
        "register_number": {**_TEXT, "description": "登记号"},
        "title": {"type": "string"},
        "document_number": {**_TEXT, "description": "文号"},
        "topic": {**_TEXT, "description": "主题分类"},
        "unit": {"type": "object"},
        "written_on": {**_TEXT, "description": "成文日期"},
        "published_on": {**_TEXT, "description": "公布日期"},
        "effective_on": {**_TEXT, "description": "施行日期"},
        "valid_until": {**_TEXT, "description": "有效期最后一日"},
        "ended_on": {**_TEXT, "description": "效力终止日"},
        "state": {"type": "string", "description": "在 on 那一日的效力"},
        "on": {"type": "string", "format": "date"},
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
                "responses": _answer(_BRIEF, "404"),
            }
        },
        "/api/v1/norms/": {
            "get": {
                "operationId": "norms",
                "summary": "登记的规范性文件；给出 on 时只列那一日有效的；按 next 取下一页",
                "parameters": [
                    _parameter("on", "在这一日有效", type="string", format="date"),
                    _parameter("unit", "制定机关编码", type="string", maxLength=40),
                    _parameter("size", "每页条数", type="integer", minimum=1, maximum=most, default=20),
                    _parameter("after", "上一页末条的编号", type="integer", minimum=1),
                ],
                "responses": _answer(
                    {
                        "type": "object",
                        "required": ["items", "next"],
                        "properties": {"items": {"type": "array", "items": _NORM}, "next": _TEXT},
                    },
                    "400", "404",
                ),
            }
        },
        "/api/v1/norms/{id}/": {
            "get": {
                "operationId": "norm",
                "summary": "一件规范性文件在某一日的条款、效力和修改废止关系",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}},
                    _parameter("on", "哪一日的文本，默认今天", type="string", format="date"),
                ],
                "responses": _answer(_NORM, "400", "404"),
            }
        },
    }  # fmt: skip
    simple = {
        "/api/v1/units/": ("units", "承担公开职责的单位"),
        "/api/v1/columns/": ("columns", "栏目和专题"),
        "/api/v1/catalogue/": ("catalogue", "法定公开事项和现行标准目录"),
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
