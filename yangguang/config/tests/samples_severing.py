"""Arguments of the views in which parts of a file are marked."""

from __future__ import annotations

from yangguang.core.actors import SYSTEM
from yangguang.foi.actions import files
from yangguang.foi.models import RequestFile, Severance
from yangguang.organisations.models import Unit
from yangguang.severance.tests.test_severance import document

from .samples import OWNED, Arguments, sample
from .samples_foi_letters import _case


def _file(unit: Unit) -> RequestFile:
    return files.keep(_case(unit), RequestFile.Part.FOUND, document("<p>示例</p>"), "示例.pdf", actor=SYSTEM)


def _severance(unit: Unit) -> Severance:
    file = _file(unit)
    return Severance.objects.create(
        request=file.request, source=file, base=file, sizes=[[595, 842]], by_label="示例"
    )


@sample("foi:sever", rows=OWNED)
def _begin(unit: Unit) -> Arguments:
    return {"pk": _file(unit).pk}


@sample("foi:severance", rows=OWNED)
def _page(unit: Unit) -> Arguments:
    return {"pk": _severance(unit).pk}


@sample("foi:severance-page", rows=OWNED)
def _picture(unit: Unit) -> Arguments:
    return {"pk": _severance(unit).pk, "number": 1}


@sample("foi:severance-act", rows=OWNED)
def _act(unit: Unit) -> Arguments:
    return {"pk": _severance(unit).pk, "what": "remove"}
