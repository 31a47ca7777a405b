"""Growing entries from what is public: the list of texts that none has grown from yet, and one click."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, requires, scope
from yangguang.publications import knowing
from yangguang.publications.models import Publication

from .. import sources
from ..actions import growing
from ..rules import parts


@requires(Act.EDIT)
def texts(request: HttpRequest) -> HttpResponse:
    """Explanations, guides and answered requests of one's units without entries, and how many each would give."""
    sort = sources.sort_of(request.GET.get("sort", ""))
    rows = scope(actor_of(request), Act.EDIT, sources.waiting(sort))
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    keys = [r.pk for r in page]
    found = dict(Publication.objects.filter(pk__in=keys).values_list("pk", "body"))
    behind = knowing.documents_of(keys)
    titles = dict(
        Publication.objects.filter(pk__in={d for ds in behind.values() for d in ds}, live=True).values_list(
            "pk", "title"
        )
    )
    context = {
        "tab": "grow", "sort": sort, "sorts": sources.SORTS, "page": page,
        "rows": [
            {
                "record": r, "questions": [p.question for p in parts.find(found.get(r.pk, ""))],
                "documents": [titles[d] for d in behind.get(r.pk, ()) if d in titles],
            }
            for r in page
        ],
    }  # fmt: skip
    return render(request, "knowledge/grow.html", context)


@requires(Act.EDIT)
@require_POST
def grow(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Make drafts out of one record, or out of all explanations of a policy."""
    record = (
        scope(actor_of(request), Act.VIEW, Publication.objects.select_related("unit")).filter(pk=pk).first()
    )
    if record is None or what not in ("record", "material"):
        raise Http404("没有这条信息，或您不能查看")
    verb = growing.grow if what == "record" else growing.grow_material
    made = verb(record, actor=actor_of(request))
    messages.success(request, f"已生成 {len(made)} 条草稿，请核对问题、答案和摘录的原文，再送审签")
    if len(made) == 1:
        return redirect("knowledge:entry", made[0].pk)
    return redirect(f"{reverse('knowledge:entries')}?state=draft")
