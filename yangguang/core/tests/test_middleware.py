"""What every address goes through before a view sees it."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/norms/?q=%00", "/policy/?unit=%00", "/search/?q=a%00b", "/api/v1/norms/?on=2021-01-01%00"]
)
def test_a_nul_in_a_question_reaches_no_database(address):
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize("address", ["/units/%00/", "/hub/U02%00/", "/column/a%00/"])
def test_a_nul_in_a_path_leads_nowhere(address):
    assert Client().get(address).status_code == 404
