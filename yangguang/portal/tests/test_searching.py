"""The search page: what readers are told of more hits than anybody counts."""

from __future__ import annotations

import pytest
from django.test import Client

from yangguang.publications.tests.factories import Team
from yangguang.search.ontantivy import counting, schema
from yangguang.search.tests.factories import settle

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


def get(**asked):
    response = Client().get("/search/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_readers_are_told_that_a_number_is_estimated(monkeypatch):
    monkeypatch.setattr(schema, "SHARES", 1)  # whatever the keys of the records, they are in the first share
    team = Team()
    for n in range(2):
        team.release(title=f"示例：养老补贴公告{n}")
    settle()
    text = get(q="养老补贴")
    assert "找到 2 条" in text
    assert "约" not in text.partition('<aside class="facets"')[2].partition("</aside>")[0]
    monkeypatch.setattr(counting, "ESTIMATED", 0)
    monkeypatch.setattr(counting, "SHARES", 100)
    text = get(q="养老补贴", page=1)
    assert "找到约 200 条" in text
    facets = text.partition('<aside class="facets"')[2].partition("</aside>")[0]
    assert f'{team.unit.name}</a> <span class="muted small">约 200</span>' in facets
