"""The open interface as strangers ask it: schemathesis makes questions, good and bad, out of our own description."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from yangguang.catalog.models import Catalogue, Item
from yangguang.knowledge.tests.factories import Desk as Answers
from yangguang.policy.tests.factories import Desk
from yangguang.portal.views import describing, linked
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team, make_column

schema = schemathesis.openapi.from_dict(
    describing.document("http://localhost", 120, 100), config=SchemathesisConfig.from_dict({})
)
# Before the questions are made: each keeps the application that was there then, and without one it asks the network.
schema.app = get_wsgi_application()


@pytest.fixture
def asked(db):
    """A site with something in every list, asked inside of this process and of the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    team = Team()
    make_column(team.unit)
    catalogue = Catalogue.objects.create(
        field="示例领域",
        name="示例目录",
        version=1,
        state=Catalogue.State.IN_FORCE,
        effective_on="2021-01-01",
    )
    Item.objects.create(
        catalogue=catalogue, key="示例-1", order=1, first_level="示例", second_level="示例"
    ).units.add(team.unit)
    team.release(document_number="示例〔2021〕1号", validity="valid")
    Desk().released()
    Answers().public()
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("asked")
@schema.parametrize()
@settings(
    max_examples=12, derandomize=True, deadline=None, database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_every_question_gets_the_answer_that_the_description_promises(case):
    cache.clear()  # how often one address may ask is another test's matter
    # Packed answers are the page cache's and nginx's matter; the client of the tests does not unpack.
    case.call_and_validate(base_url="http://localhost", headers={"Accept-Encoding": "identity"})


@pytest.mark.usefixtures("asked")
def test_every_record_is_told_as_described_with_its_explanations():
    cache.clear()
    known = 0
    for pk in Publication.objects.values_list("pk", flat=True):
        case = schema["/api/v1/publications/{id}/"]["GET"].Case(path_parameters={"id": pk})
        said = case.call_and_validate(
            base_url="http://localhost", headers={"Accept-Encoding": "identity"}
        ).json()
        known += len(said["explanations"]) + len(said["explains"])
    assert known >= 2


def test_the_description_is_whole_and_speaks_chinese(db):
    said = Client().get("/api/v1/openapi.json").json()
    assert said["openapi"] == "3.1.0"
    for path, methods in said["paths"].items():
        entry = methods["get"]
        assert any("\u4e00" <= c <= "\u9fff" for c in entry["summary"]), path
        assert all(p["description"] for p in entry.get("parameters", ())), path
        assert {"200", "304", "400", "405", "429"} <= entry["responses"].keys(), path


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/v1/publications/?form=2021-01-01", 400, "form"),
        ("/api/v1/publications/?since=20210101", 400, "2021-01-31"),
        ("/api/v1/publications/?since=", 400, "since"),
        ("/api/v1/publications/?size=1&size=2", 400, "size"),
        ("/api/v1/publications/?unit=none", 404, "/api/v1/units/"),
        ("/api/v1/publications/?before=999999", 404, "next"),
        ("/api/v1/units/?q=x", 400, "参数"),
        ("/api/v1/publications/99999999999999999999999/", 404, "公开信息"),
        ("/api/v2/", 404, "接口"),
        ("/api/v1/publications/x/", 404, "接口"),
    ],
)
def test_what_is_wrong_is_named_with_the_way_out(db, path, status, words):
    answer = Client().get(path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    said = answer.json()
    assert words in said["error"] + said.get("fix", "")


def test_days_at_the_ends_of_the_calendar_are_days(db):
    for day in ("0001-01-01", "9999-12-31"):
        assert Client().get(f"/api/v1/publications/?since={day}&until={day}").json()["items"] == []


def test_an_address_without_its_slash_leads_to_the_one_with_it(db):
    answer = Client().get("/api/v1/units?x=1")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/units/?x=1")


def test_nothing_new_is_told_by_304_and_other_sites_may_read(db):
    client = Client(enforce_csrf_checks=True)
    first = client.get("/api/v1/units/")
    assert first["Access-Control-Allow-Origin"] == "*"
    again = client.get("/api/v1/units/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    refused = client.post("/api/v1/units/")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert "只能读取" in refused.json()["error"]


def test_the_catalogue_of_data_is_dcat(db):
    team = Team()
    make_column(team.unit, keywords="示例，名词", freshness=14)
    team.release()
    answer = Client().get("/api/v1/catalogue.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    said = json.loads(answer.content)
    assert said["@type"] == "dcat:Catalog"
    [dataset] = said["dcat:dataset"]
    for name in ("dct:title", "dct:description", "dct:publisher", "dct:license", "dct:accrualPeriodicity", "dct:issued",
                 "dct:modified", "dcat:keyword", "dcat:contactPoint", "dcat:landingPage"):  # fmt: skip
        assert dataset[name], name
    assert dataset["dct:accrualPeriodicity"].endswith("/BIWEEKLY")
    dt.datetime.fromisoformat(dataset["dct:modified"])
    ids = [
        said["@id"],
        said["dcat:service"]["@id"],
        dataset["@id"],
        *(d["@id"] for d in dataset["dcat:distribution"]),
    ]
    assert len(set(ids)) == len(ids)
    for distribution in dataset["dcat:distribution"]:
        assert distribution["dct:license"]
        path = distribution["dcat:downloadURL"].removeprefix("http://testserver")
        media = distribution["dcat:mediaType"].removeprefix("https://www.iana.org/assignments/media-types/")
        assert Client().get(path)["Content-Type"].startswith(media)
    # Every prefix that a name uses is declared.
    names = set(dataset) | set(said) | set(dataset["dcat:contactPoint"])
    assert {n.partition(":")[0] for n in names if not n.startswith("@")} <= linked.CONTEXT.keys()


@pytest.mark.parametrize(
    ("days", "name"),
    [(1, "DAILY"), (14, "BIWEEKLY"), (15, "MONTHLY"), (183, "ANNUAL_2"), (None, "IRREG"), (999, "IRREG")],
)
def test_frequencies_follow_the_rule_of_freshness(days, name):
    assert linked.frequency(days).endswith(f"/{name}")
