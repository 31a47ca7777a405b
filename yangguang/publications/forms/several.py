"""Fields that hold several values: tables, lines, telephone numbers, several records. What they hold is ``values.py``'s."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from .. import values
from ..extras import Field
from .fields import RecordChooser, RecordField

BLANK = 2  # rows offered below those that are filled in; the page's script adds more


def _listed(data: Any, name: str) -> list[str]:
    """Every value posted under a name, from a form's data or a plain mapping."""
    if hasattr(data, "getlist"):
        return [str(v) for v in data.getlist(name)]
    found = data.get(name, [])
    return [str(v) for v in found] if isinstance(found, list | tuple) else [str(found)]


def rows_in(field: Field, name: str, data: Any) -> list[dict[str, str]]:
    """A table as it was posted: the cells of a column stand under ``<name>.<column>``, one for each row."""
    columns = {c.name: _listed(data, f"{name}.{c.name}") for c in field.columns}
    count = max((len(cells) for cells in columns.values()), default=0)
    return [
        {c: cells[n].strip() if n < len(cells) else "" for c, cells in columns.items()} for n in range(count)
    ]


class RowsWidget(forms.Widget):
    """A table one types into, a row an entry."""

    template_name = "publications/rows.html"
    use_fieldset = True

    def __init__(self, declared: Field) -> None:
        super().__init__()
        self.declared = declared

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        return [row for row in rows_in(self.declared, name, data) if any(row.values())]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}.{c.name}" in data for c in self.declared.columns)

    def spread(self, name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
        """The value as a browser would post it."""
        for column in self.declared.columns:
            yield f"{name}.{column.name}", [row.get(column.name, "") for row in value or ()]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        filled: list[Mapping[str, str]] = list(value or ())
        columns = self.declared.columns
        context["widget"] |= {
            "columns": columns,
            "label": self.declared.label,
            "rows": [
                [(c, f"{name}.{c.name}", row.get(c.name, "")) for c in columns]
                for row in [*filled, *({} for _ in range(BLANK))]
            ],
        }
        return context


class StandardField(forms.CharField):
    """A text that ``values.standard`` brings into form; what is wrong with it is told at the field."""

    def __init__(self, declared: Field, **kwargs: Any) -> None:
        self.declared = declared
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return values.as_typed(self.declared, value)

    def clean(self, value: Any) -> Any:
        try:
            return values.standard(self.declared, value)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class RowsField(StandardField):
    def __init__(self, declared: Field, **kwargs: Any) -> None:
        super().__init__(declared, widget=RowsWidget(declared), **kwargs)


class RecordsWidget(RecordChooser):
    """As many choosers as there are records, and some more."""

    template_name = "publications/choosers.html"
    use_fieldset = True

    def __init__(self, label: str, kinds: tuple[str, ...] = ()) -> None:
        super().__init__(kinds)
        self.label = label

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [v for v in _listed(data, name) if v.strip()]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        given = [*(value if isinstance(value, list | tuple) else [value] if value else []), *[""] * BLANK]
        context: dict[str, Any] = super().get_context(name, "", attrs)
        own = context["widget"]["attrs"].get("id", f"id_{name}")
        context["choosers"] = [
            super(RecordsWidget, self).get_context(
                name, one, {**(attrs or {}), "id": f"{own}_{n}", "aria-label": f"{self.label}（第 {n} 份）"}
            )["widget"]
            for n, one in enumerate(given, 1)
        ]
        return context


class RecordsField(RecordField):
    """Several records. Cleans to their numbers; an empty list when there are none."""

    def __init__(self, label: str, kinds: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(kinds=kinds, label=label, **kwargs)
        self.widget = RecordsWidget(label.partition("（")[0], kinds)

    def clean(self, value: Any) -> Any:
        found = [super(RecordsField, self).clean(one) for one in value or ()]
        return list(dict.fromkeys(pk for pk in found if pk))
