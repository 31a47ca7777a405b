"""Arguments of the views of the lists of expressions."""

from __future__ import annotations

from yangguang.checking.actions import lists
from yangguang.checking.models import WordList, WordListImport
from yangguang.checking.wordlists.expressions import Expression, Sort
from yangguang.checking.wordlists.shipped import SHIPPED
from yangguang.core.actors import SYSTEM
from yangguang.organisations.models import Unit

from .samples import OWNED, SHARED, Arguments, sample


def _list(unit: Unit) -> WordList:
    made = lists.begin(unit, actor=SYSTEM, name=f"示例清单{WordList.objects.count()}")
    return lists.put(made, actor=SYSTEM, entry=Expression(("示例旧词",), Sort.WRONG), reason="示例")


@sample(
    "checking:list", "checking:settings", "checking:entry", "checking:take-out", "checking:upload", rows=OWNED
)
def _page(unit: Unit) -> Arguments:
    return {"pk": _list(unit).pk}


@sample("checking:version", rows=OWNED)
def _version(unit: Unit) -> Arguments:
    return {"pk": _list(unit).pk, "number": 1}


@sample("checking:export", rows=OWNED)
def _export(unit: Unit) -> Arguments:
    return {"pk": _list(unit).pk, "form": "csv"}


@sample("checking:import", "checking:import-faults", rows=OWNED)
def _import(unit: Unit) -> Arguments:
    content = WordListImport.packed([[2, {"词语": "示例"}, []], [3, {"词语": ""}, []]])
    made = WordListImport.objects.create(
        word_list=_list(unit), file_name="示例.csv", sort="错误表述", content=content, size=2, by="示例人员"
    )
    return {"pk": made.pk}


@sample("checking:import-act", rows=OWNED)
def _import_act(unit: Unit) -> Arguments:
    return {**_import(unit), "what": "drop"}


@sample("checking:packaged", rows=SHARED)
def _packaged(unit: Unit) -> Arguments:
    return {"code": SHIPPED[0].code}


@sample("checking:edit-titles", rows=OWNED)
def _titles(unit: Unit) -> Arguments:
    return {"pk": unit.pk}
