"""How forms look: one template for every field, with its label, help and error tied together."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

_SELECT = "django/forms/widgets/select.html"


class Renderer(TemplatesSetting):
    """Renders forms with ``core/form.html`` and fields with ``core/field.html``.

    Lists to choose from are written here, as Django's own templates would write them: sixty units are sixty templates
    otherwise, and a page has several such lists.
    """

    form_template_name = "core/form.html"
    field_template_name = "core/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        if template_name == _SELECT:
            return mark_safe("".join(_select(context["widget"])))  # noqa: S308 - every value is escaped
        return mark_safe(super().render(template_name, context, request))  # noqa: S308 - as templates are


def _attributes(given: dict[str, Any]) -> str:
    told = [(k, "" if v is True else f'="{escape(v)}"') for k, v in given.items() if v is not False]
    return "".join(f" {name}{value}" for name, value in told)


def _select(widget: dict[str, Any]) -> Iterator[str]:
    yield f'<select name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    for group, options, _ in widget["optgroups"]:
        if group:
            yield f'\n  <optgroup label="{conditional_escape(group)}">'
        for option in options:
            value = escape(str(option["value"]))
            yield f'\n  <option value="{value}"{_attributes(option["attrs"])}>{conditional_escape(option["label"])}</option>'
        if group:
            yield "\n  </optgroup>"
    yield "\n</select>"


class DateInput(forms.DateInput):
    """The browser's own choice of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own choice of a day and a time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")
