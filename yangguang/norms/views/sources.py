"""What comes from outside: official texts held against ours, the list of laws, the district's numbers; citation check."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.documents import bodies
from yangguang.documents.files import safe_name
from yangguang.organisations.permissions import Act, requires
from yangguang.publications.models import Publication

from .. import checking, checks, forms, keeping, queries, rules
from ..actions import sources as bringing
from ..keepers import keeps, visible
from ..models import Law, Official, TermRule
from ..resolving import state_of
from .register import tell


@requires(Act.VIEW)
def officials(request: HttpRequest) -> HttpResponse:
    """Every local text that has an official one: same or not, how late; and keeping another official text."""
    actor = actor_of(request)
    form = forms.OfficialForm(
        request.POST or None,
        request.FILES or None,
        initial={"publication": request.GET.get("publication", "")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        record = visible(actor, Publication.objects.public()).filter(pk=data.pop("publication")).first()
        upload = data.pop("file")
        if record is None:
            form.add_error("publication", "没有这份公开文本，或不是您单位的")
        else:
            try:
                made = _bring(record, actor, upload, data)
            except Refused as error:
                tell(request, form, error)
            else:
                messages.success(request, "正式文本已存档")
                return redirect("norms:official", made.pk)
    rows = visible(actor, Official.objects.select_related("publication__unit"), "publication__unit")
    page = Paginator(rows.order_by("-added_at", "-pk"), 30).get_page(request.GET.get("page"))
    context = {"page": page, "checks": [checking.check(o) for o in page], "form": form,
               "hosts": settings.OFFICIAL_HOSTS}  # fmt: skip
    return render(request, "norms/officials.html", context)


def _bring(record: Publication, actor: Actor, upload: Any, data: dict[str, Any]) -> Official:
    """Keep what was uploaded or pasted; with an address alone what its host answers. Raises Refused."""
    content, name = (upload.read(), upload.name) if upload else (b"", "")
    if not content and not data["text"].strip() and data["url"]:
        if forbidden := bringing.keep_official.reasons(record, actor=actor, **data):
            raise Refused(forbidden)
        content, name = bringing.fetch_official(data["url"])
    made: Official = bringing.keep_official(record, actor=actor, data=content, name=name, **data)
    return made


def _official(request: HttpRequest, pk: int) -> Official:
    rows = visible(
        actor_of(request), Official.objects.select_related("publication__unit"), "publication__unit"
    )
    found: Official | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份正式文本，或您不能查看")
    return found


@requires(Act.VIEW)
def official(request: HttpRequest, pk: int) -> HttpResponse:
    """Both texts side by side."""
    found = _official(request, pk)
    lines = checking.side_by_side(bodies.to_text(found.publication.body), found.text)
    context = {
        "official": found, "check": checking.check(found), "lines": lines, "reason_form": forms.ReasonForm(),
        "differences": sum(word != "相同" for word, _, _ in lines),
        "reasons": bringing.drop_official.reasons(found, actor=actor_of(request), reason="—"),
    }  # fmt: skip
    return render(request, "norms/official.html", context)


@requires(Act.VIEW)
def official_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was taken; saved, never shown: a page from elsewhere runs nothing here."""
    found = _official(request, pk)
    if not found.file:
        raise Http404("这份正式文本是粘贴的，没有文件")
    name = found.file_name or "official.bin"
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires(Act.REVIEW)
@require_POST
def drop_official(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an official text kept by mistake."""
    found = _official(request, pk)
    try:
        bringing.drop_official(found, actor=actor_of(request), reason=request.POST.get("reason", "")[:300])
    except Refused as error:
        tell(request, None, error)
        return redirect("norms:official", pk)
    messages.success(request, "已删除")
    return redirect("norms:officials")


@requires(Act.VIEW)
def laws(request: HttpRequest) -> HttpResponse:
    """The list of laws that citations are read against, and loading another."""
    actor = actor_of(request)
    form = forms.LawsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        name = safe_name(upload.name)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"list{Path(name).suffix.lower()}"
            with path.open("wb") as file:
                for chunk in upload.chunks():
                    file.write(chunk)
            try:
                if upload.size > bringing.LIMIT:
                    raise Refused(["文件太大"])
                said = bringing.load_laws(name, actor=actor, path=path)
            except Refused as error:
                tell(request, form, error)
            else:
                messages.success(request, f"已导入：{said}")
                return redirect("norms:laws")
    asked = {k: request.GET.get(k, "").strip()[:100] for k in ("q", "status")}
    page = Paginator(queries.laws(**asked), 40).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page, "asked": asked, "query": query.urlencode(), "form": form, "keeps": keeps(actor),
        "statuses": Law.Status.choices,
    }  # fmt: skip
    return render(request, "norms/laws.html", context)


@requires(Act.VIEW)
def term_rules(request: HttpRequest) -> HttpResponse:
    """The district's numbers, and setting them."""
    actor = actor_of(request)
    form = forms.RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            bringing.set_rule(form.cleaned_data["since"], actor=actor, values=form.values())
        except Refused as error:
            tell(request, form, error)
        else:
            messages.success(request, "已设定；已录入的文件日期不变")
            return redirect("norms:rules")
    shown = TermRule.objects.all() or [rules.DEFAULT_RULE]
    context = {
        "rules": shown,
        "form": form,
        "keeps": keeps(actor),
        "now": rules.rule_on(keeping.term_rules(), timezone.localdate()),
    }
    return render(request, "norms/rules.html", context)


@requires(Act.VIEW)
def cite(request: HttpRequest) -> HttpResponse:
    """Check the citations of any draft; nothing is kept."""
    form = forms.CiteForm(request.POST or None)
    rows, groups = [], []
    if request.method == "POST" and form.is_valid():
        found = checks.survey(form.cleaned_data["text"])
        rows = [
            (
                r,
                state_of(r.target, found.standing) if r.target else None,
                "、".join(map(str, r.citation.refs)),
            )
            for r in found.readings
        ]
        groups = [
            (name, css, list(dict.fromkeys(run(found))))
            for name, css, run in (
                ("已失效、已废止", "bad", checks.ended), ("名称、文号、条款有误", "bad", checks.misnamed),
                ("名录里没有", "warn", checks.unknown), ("修改过，请核对", "info", checks.changed),
            )
        ]  # fmt: skip
    context = {
        "form": form,
        "rows": rows,
        "groups": groups,
        "asked": request.method == "POST" and form.is_valid(),
    }
    return render(request, "norms/cite.html", context)
