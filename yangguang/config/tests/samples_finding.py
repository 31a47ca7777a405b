"""Arguments of the views about being found."""

from __future__ import annotations

from yangguang.finding.models import Judged, Pinned, Subscription
from yangguang.organisations.models import Unit
from yangguang.search.models import SynonymGroup

from .samples import SHARED, Arguments, sample


@sample("finding:synonym", rows=SHARED)
def _synonym(unit: Unit) -> Arguments:
    return {"pk": SynonymGroup.objects.create(words=["示例甲", "示例乙"]).pk}


@sample("finding:unpin", rows=SHARED)
def _pin(unit: Unit) -> Arguments:
    return {"pk": Pinned.objects.create(text="示例", title="示例", url="/", by_label="示例").pk}


@sample("finding:drop", rows=SHARED)
def _question(unit: Unit) -> Arguments:
    return {"pk": Judged.objects.create(question="示例", by_label="示例").pk}


@sample("portal:search-following", rows=SHARED)
def _followed(unit: Unit) -> Arguments:
    made = Subscription.objects.create(
        address="shili@example.org", owner="x", query="q=x", token=f"t{unit.pk}"
    )
    return {"token": made.token, "what": "leave"}
