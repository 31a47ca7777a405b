import pytest

from yangguang.search.kinds import SEARCH_KINDS

from .factories import KIND, Shelf


@pytest.fixture
def shelf(db, settings, tmp_path, monkeypatch):
    """An empty site with an index of its own, whose only kind is the shelf."""
    settings.HOME = tmp_path
    things = Shelf()
    monkeypatch.setattr(SEARCH_KINDS, "_items", {KIND: things.kind()})
    return things
