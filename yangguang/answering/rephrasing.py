"""Cited passages in fewer words, by a language model of the operator's own; every sentence is held against its passage.

Off unless ``YANGGUANG_MODEL_URL`` names an endpoint that speaks OpenAI's chat completions. The model sees the question
and passages that are public already, nothing else; a question that holds personal data is not sent. What it says is
taken apart into sentences, and only those stay that name a passage which bears them out. Its failure changes nothing.
"""

from __future__ import annotations

import http.client
import json
import logging
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from yangguang.checking.engine import RULES, examine
from yangguang.checking.subjects import Subject
from yangguang.search import analyser

logger = logging.getLogger(__name__)
TIMEOUT = 20  # seconds
LIMIT = 64 * 1024  # bytes of an answer
REST = 60  # seconds without asking after the endpoint failed
SHARED = 0.6  # of a sentence's pairs of characters that stand in its passage
LONGEST = 6  # sentences
_RESTING = "answering.model.resting"
_ASK = (
    "你只能根据给出的原文回答，用通俗的中文写不超过五句话。每句话末尾用方括号写明依据的原文序号，如[1]。"
    "原文没有写的一律不写，不要推测，不要改变数字、日期、条件和否定。"
)
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?(?:\s*\[\d{1,2}\])*")
_MARK = re.compile(r"\[(\d{1,2})\]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]{2,}")
_HAN_NUMBER = re.compile(
    r"[零〇一二三四五六七八九十百千万亿两]+(?=[年月日天个元岁项倍周份]|工作日|以上|以下)"
)
_NOT = re.compile(
    r"不得|不予|不能|不可|不含|不包括|不需|不用|不再|不是|未|无需|无须|免于|免除|禁止|严禁|除外|取消|停止"
)


@dataclass(frozen=True)
class Brief:
    """A sentence, and the numbers from 1 of the passages that bear it out."""

    text: str
    sources: tuple[int, ...]


def configured() -> bool:
    """Whether the operator named an endpoint."""
    return bool(settings.MODEL_URL)


def brief(question: str, passages: Sequence[str]) -> list[Brief]:
    """Supported sentences that answer the question; none when there is no model, it fails, or nothing it says holds."""
    if not configured() or not passages or is_personal(question) or cache.get(_RESTING):
        return []
    try:
        said = _ask(question, passages)
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError) as error:
        logger.warning("语言模型没有答复：%s", type(error).__name__)
        cache.set(_RESTING, True, REST)
        return []
    return supported(said, passages)


def is_personal(question: str) -> bool:
    """Whether a question holds what only concerns one person, as far as the checks can tell."""
    rules = [r for r in RULES if r.group == "个人信息"]
    return bool(examine(Subject.of_text(question, timezone.localdate()), rules))


def supported(said: str, passages: Sequence[str]) -> list[Brief]:
    """The sentences of a model's answer that one of the passages they name bears out. Pure."""
    kept: list[Brief] = []
    for found in _SENTENCE.finditer(said[:4000]):
        named = [int(n) for n in _MARK.findall(found[0])]
        text = _MARK.sub("", found[0]).strip(" \t*-·•#")
        sources = tuple(
            n for n in dict.fromkeys(named) if 0 < n <= len(passages) and holds(text, passages[n - 1])
        )
        if sources and all(text != k.text for k in kept):
            kept.append(Brief(text, sources))
    return kept[:LONGEST]


def holds(sentence: str, passage: str) -> bool:
    """Whether a passage bears a sentence out: its numbers, its Latin words, its denials, and most of its wording."""
    said, source = analyser.normalise(sentence), analyser.normalise(passage)
    if _figures(said) - _figures(source):
        return False
    pairs = _pairs(said)
    if len(pairs) < 3:
        return False
    if len(pairs & _pairs(source)) < SHARED * len(pairs):
        return False
    # A denial dropped or added turns the meaning round: it is held against the sentences that say most of the same.
    nearest = max(re.split(r"[。！？；\n]", source), key=lambda part: len(pairs & _pairs(part)))
    return bool(_NOT.search(said)) == bool(_NOT.search(nearest))


def _figures(text: str) -> set[str]:
    plain = re.sub(r"(?<=\d)[,，](?=\d{3})", "", text)
    return set(_NUMBER.findall(plain)) | set(_HAN_NUMBER.findall(plain))


def _pairs(text: str) -> set[str]:
    han = re.findall(r"[\u4e00-\u9fff]+", text)
    return {run[i : i + 2] for run in han for i in range(len(run) - 1)}


def _ask(question: str, passages: Sequence[str]) -> str:
    """The model's answer. Raises OSError, HTTPException, ValueError or LookupError when there is none."""
    shown = "\n\n".join(f"[{n}] {p}" for n, p in enumerate(passages, 1))
    sent: dict[str, Any] = {
        "model": settings.MODEL_NAME,
        "temperature": 0,
        "max_tokens": 500,
        "messages": [
            {"role": "system", "content": _ASK},
            {"role": "user", "content": f"问题：{question}\n\n原文：\n{shown}"},
        ],
    }
    parts = urlsplit(settings.MODEL_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("YANGGUANG_MODEL_URL is no http or https address")
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT)
    headers = {"Content-Type": "application/json"}
    if settings.MODEL_KEY:
        headers["Authorization"] = f"Bearer {settings.MODEL_KEY}"
    try:
        connection.request(
            "POST", f"{parts.path.rstrip('/')}/chat/completions", json.dumps(sent).encode(), headers
        )
        answer = connection.getresponse()
        data = answer.read(LIMIT + 1)
    finally:
        connection.close()
    if answer.status != 200 or len(data) > LIMIT:
        raise ValueError(f"status {answer.status}")
    told = json.loads(data)["choices"][0]["message"]["content"]
    if not isinstance(told, str):
        raise ValueError("no text")
    return told
