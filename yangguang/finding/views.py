"""The desk's pages about being found: questions in vain, words, results set first, the judged set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS, harmless
from yangguang.documents.decoding import decode
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires
from yangguang.search import asked
from yangguang.search.models import SynonymGroup

from . import forms
from .actions import gaps as gap_acts
from .actions import judging, words
from .models import Board, Gap, Judged, Pinned

LARGEST = 2 * 1024 * 1024  # bytes of a list of synonyms


def _office() -> Unit:
    found = Unit.objects.filter(is_openness_office=True, active_to=None).first()
    if found is None:
        raise Http404("还没有设置政务公开主管部门")
    return found


def _attempt(request: HttpRequest, form: django_forms.Form, act: Callable[[], Any], said: str) -> bool:
    try:
        act()
    except Refused as error:
        for reason in error.reasons:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        return False
    messages.success(request, said)
    return True


def _units() -> Any:
    return Unit.objects.answerable(timezone.localdate()).order_by("order")


@requires(Act.PLAN)
def gaps(request: HttpRequest) -> HttpResponse:
    """What readers look for in vain, with what was done about it."""
    form = forms.GapForm(request.POST or None)
    form.fields["unit"].queryset = _units()  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        if _attempt(
            request, form, lambda: gap_acts.settle(_office(), actor=actor_of(request), **d), "已记录"
        ):
            return redirect("finding:gaps")
    settled = {g.text: g for g in Gap.objects.select_related("unit")}
    rows: list[dict[str, Any]] = [
        {**row, "gap": settled.get(str(row["text"]))} for row in asked.without_result(least=1)
    ]
    waiting = [r for r in rows if r["gap"] is None or r["gap"].state == Gap.State.DONE]
    if make := FORMS.get(request.GET.get("format", "")):
        said = (
            (str(r["text"]), str(r["n"]), str(r["gap"].get_state_display() if r["gap"] else "待处理"))
            for r in rows
        )
        return make("检索无结果的词", [("检索词", "近 90 天次数", "处理"), *said])
    context = {
        "rows": waiting[:100], "handled": [r for r in rows if r not in waiting], "form": form, "tab": "gaps",
        "units": _units(), "states": Gap.State.choices, "more": max(len(waiting) - 100, 0),
    }  # fmt: skip
    return render(request, "finding/gaps.html", context, status=422 if form.errors else 200)


@requires(Act.PLAN)
def synonyms(request: HttpRequest) -> HttpResponse:
    """Words that find each other: add one group, or bring in a list."""
    what = request.POST.get("what", "")
    add = forms.GroupForm(
        request.POST if what == "add" else None, initial={"words": request.GET.get("words", "")[:100]}
    )
    bring = forms.ListForm(
        request.POST if what == "import" else None, request.FILES if what == "import" else None
    )
    actor = actor_of(request)
    new = lambda: words.add_group(_office(), actor=actor, **add.cleaned_data)  # noqa: E731
    if what == "add" and add.is_valid() and _attempt(request, add, new, "已加入"):
        return redirect("finding:synonyms")
    if what == "import" and bring.is_valid() and _bring(request, bring):
        return redirect("finding:synonyms")
    rows = SynonymGroup.objects.order_by("-changed_at", "-pk")
    if q := request.GET.get("q", "").strip()[:40]:
        rows = rows.filter(pk__in=[g.pk for g in rows if any(q in w for w in g.words)])
    if make := FORMS.get(request.GET.get("format", "")):
        return make(
            "同义词",
            [
                ("同义词", "说明", "使用"),
                *(("，".join(g.words), g.note, "是" if g.active else "否") for g in rows),
            ],
        )
    context = {
        "rows": rows[:300],
        "count": rows.count(),
        "add": add,
        "bring": bring,
        "q": q,
        "tab": "synonyms",
    }
    return render(
        request, "finding/synonyms.html", context, status=422 if add.errors or bring.errors else 200
    )


def _bring(request: HttpRequest, form: forms.ListForm) -> bool:
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        form.add_error("file", "文件超过 2 MB，请拆成几份")
        return False
    data = file.read()
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        form.add_error("file", "这不是文本文件。请另存为文本文件（.txt 或 .csv）后再上传")
        return False
    text, source = decode(data).text, form.cleaned_data["source"] or harmless(file.name)
    act = lambda: words.import_groups(_office(), actor=actor_of(request), text=text, source=source)  # noqa: E731
    return _attempt(request, form, act, "已导入")


@requires(Act.PLAN)
def synonym(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a group, or take it out of use."""
    found = get_object_or_404(SynonymGroup, pk=pk)
    start = {"words": "，".join(found.words), "note": found.note, "active": found.active}
    form = forms.GroupChangeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        if _attempt(request, form, lambda: words.change_group(found, actor=actor_of(request), **d), "已保存"):
            return redirect("finding:synonyms")
    return render(
        request, "finding/synonym.html", {"form": form, "found": found, "tab": "synonyms"}, status=422 if form.errors else 200
    )  # fmt: skip


@requires(Act.PLAN)
def pins(request: HttpRequest) -> HttpResponse:
    """Pages shown above the results of a question."""
    form = forms.PinForm(request.POST or None, initial={"text": request.GET.get("text", "")[:40], "order": 1})
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        if _attempt(request, form, lambda: words.pin(_office(), actor=actor_of(request), **d), "已置顶"):
            return redirect("finding:pins")
    context = {"rows": Pinned.objects.all(), "form": form, "tab": "pins", "today": timezone.localdate()}
    return render(request, "finding/pins.html", context, status=422 if form.errors else 200)


@requires(Act.PLAN)
@require_POST
def unpin(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it above the results no more."""
    words.unpin(get_object_or_404(Pinned, pk=pk), actor=actor_of(request))
    messages.success(request, "已取消置顶")
    return redirect("finding:pins")


@requires(Act.PLAN)
def board(request: HttpRequest) -> HttpResponse:
    """The judged set and how its runs came out."""
    form = forms.QuestionForm(request.POST if request.POST.get("what") == "add" else None)
    actor = actor_of(request)
    if request.method == "POST" and request.POST.get("what") == "run":
        try:
            made = judging.run_now(_office(), actor=actor, today=timezone.localdate())
        except Refused as error:
            for reason in error.reasons:
                messages.error(request, str(reason))
            return redirect("finding:board")
        messages.success(request, f"{made.questions} 题，首位命中 {made.first:.0%}")
        return redirect("finding:board")
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        if _attempt(request, form, lambda: judging.add_question(_office(), actor=actor, **d), "已加入题集"):
            return redirect("finding:board")
    runs = list(Board.objects.all()[:26])
    context = {
        "form": form, "questions": Judged.objects.filter(active=True), "runs": runs, "last": runs[0] if runs else None,
        "tab": "board",
    }  # fmt: skip
    return render(request, "finding/board.html", context, status=422 if form.errors else 200)


@requires(Act.PLAN)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question out of the set."""
    judging.drop_question(get_object_or_404(Judged, pk=pk), actor=actor_of(request))
    messages.success(request, "已去掉")
    return redirect("finding:board")
