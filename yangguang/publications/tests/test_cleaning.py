"""What a draft's values lose before they are kept."""

from __future__ import annotations

import pytest

from yangguang.publications.actions import drafting
from yangguang.publications.models import Publication

from .factories import GUIDE, Team

pytestmark = pytest.mark.django_db


@pytest.mark.task(29)
def test_control_and_broken_characters_are_never_kept():
    values = drafting.clean_values(
        {
            "kind": "service",
            "title": "示\x08例\x0b标\ud800题\x9f\uffff",
            "summary": "第一行\r\n第二行\t\x1b",
            "keywords": "\x08",
            "body": "<p>示例\x0c正文&#8;\ud800</p>",
            "items": [3],
            "extra": GUIDE | {"legal_basis": ["示例\x0b第三条"], "materials": [{"name": "示例\x08身份证"}]},
        }
    )
    assert (values["title"], values["summary"]) == ("示例标题", "第一行\r\n第二行")
    assert (values["keywords"], values["items"]) == ("", [3])
    assert values["body"] == "<p>示例正文</p>"
    assert values["extra"]["legal_basis"] == ["示例第三条"]
    assert values["extra"]["materials"] == [{"name": "示例身份证"}]


@pytest.mark.task(29)
def test_a_pasted_title_is_kept_and_released_without_them():
    record = Team().release(title="示例\x08公告\x0b甲")
    assert Publication.objects.get(pk=record.pk).title == "示例公告甲"
