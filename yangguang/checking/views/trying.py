"""Try the checks on a pasted text: every finding at its place. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, requires

from .. import forms, keeping
from ..engine import Found, examine
from ..subjects import Subject


@dataclass(frozen=True)
class Stretch:
    """A piece of the text and the numbers of the findings in it."""

    text: str
    numbers: tuple[int, ...] = ()

    @property
    def first(self) -> int:
        return self.numbers[0] if self.numbers else 0


def stretches(text: str, found: Sequence[tuple[int, Found]]) -> list[Stretch]:
    """The text cut where findings begin and end; findings are numbered from 1."""
    cuts = sorted({0, len(text), *(p for _, f in found for p in (f.start, f.end) if 0 <= p <= len(text))})
    return [
        Stretch(text[a:b], tuple(n for n, f in found if f.start < b and f.end > a)) for a, b in pairwise(cuts)
    ]


@requires(Act.VIEW)
def try_text(request: HttpRequest) -> HttpResponse:
    """Paste a text, see what every check says of it."""
    form = forms.TryForm(request.POST or None)
    context: dict[str, object] = {"tab": "try", "form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        unit = keeping.keeping_units(actor_of(request)).values_list("pk", flat=True).first()
        today = timezone.localdate()
        subject = Subject.of_text(
            data["text"].replace("\r\n", "\n"), today, title=data["title"], kind=data["kind"],
            unit=unit, written_on=form.day(today),
        )  # fmt: skip
        found = list(enumerate(examine(subject), 1))
        context |= {
            "found": found,
            "texts": [
                ("标题" if p.place == "title" else "正文", stretches(p.text, [(n, f) for n, f in found if f.part == i]))
                for i, p in enumerate(subject.parts)
            ],
        }  # fmt: skip
    return render(request, "checking/try.html", context)
