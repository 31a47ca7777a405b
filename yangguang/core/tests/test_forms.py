"""Lists to choose from look as Django's own templates make them, whatever they hold."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from yangguang.core.forms import Renderer

pytestmark = pytest.mark.task(39)


def lines(html):
    return [line.strip() for line in html.splitlines() if line.strip()]


CHOICES = [
    ("", "全部"),
    ("街道", [("1", "中华街道"), (2, "<滨海街道>")]),
    ('"a"', "引号“和 & 符号"),
    (None, mark_safe("<b>放心</b>")),
]


@pytest.mark.parametrize("value", ["", "2", '"a"', None, ["1", "2"]])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("attrs", [{}, {"id": "x", "required": True, "hidden": False, "data-w": "<\"&'"}])
def test_a_list_is_written_as_by_the_template(value, widget, attrs):
    made = widget(attrs, choices=CHOICES)
    ours, django = (made.render("n<", value, renderer=r()) for r in (Renderer, TemplatesSetting))
    assert lines(ours) == lines(django)
    assert isinstance(ours, type(django))


def test_a_list_of_yes_and_no_is_written_so_too():
    made = forms.NullBooleanSelect()
    ours, django = (made.render("n", True, renderer=r()) for r in (Renderer, TemplatesSetting))
    assert lines(ours) == lines(django)
