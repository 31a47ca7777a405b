"""What public pages ask of the database can be answered by its indexes, however many records there are."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yangguang.policy.tests.factories import Desk
from yangguang.publications.tests.factories import Team, make_column

pytestmark = pytest.mark.django_db

LIVE = r'"publications_publication"\."live"'
# A bare boolean, to SQLite, is no comparison, and no index reaches beyond it.
BARE = re.compile(rf'FROM "publications_publication" .*WHERE.*{LIVE}(?! IN).*ORDER BY')


@pytest.mark.task(29)
def test_no_list_of_public_records_asks_for_a_bare_boolean():
    team = Team()
    record = team.release(title="示例公告")
    column = make_column()
    Desk().released()
    pages = ["/", "/policy/", "/policy/?explained=no", f"/column/{column.slug}/", "/hub/", f"/hub/{team.unit.code}/",
             f"/units/{team.unit.code}/", record.get_absolute_url(), "/map/", "/services/", "/plans/", "/norms/", "/media/",
             f"/column/{column.slug}/feed.atom", "/api/v1/publications/"]  # fmt: skip
    asked = []
    for path in pages:
        with CaptureQueriesContext(connection) as said:
            assert Client().get(path).status_code == 200, path
        asked += [(path, q["sql"]) for q in said]
    lists = [
        sql
        for _, sql in asked
        if re.search(rf'FROM "publications_publication" .*WHERE.*{LIVE} IN.*ORDER BY', sql)
    ]
    assert lists  # that there is something to look at
    assert [(path, sql) for path, sql in asked if BARE.search(sql)] == []
