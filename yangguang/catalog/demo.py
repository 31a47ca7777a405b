"""Two sample catalogues (示例) in force, with their responsible units, for trying the system out."""

from __future__ import annotations

import random

from django.utils import timezone

from yangguang.core import demos
from yangguang.core.actors import Actor

from . import actions, assigning, importing
from .models import Catalogue

SOURCE = "示例目录.xlsx"
WEB = [["政府网站", True], ["政务服务中心", False], ["便民服务站", False]]
# Field → (first level, second level, what, limit, who).
ITEMS: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "社会救助": (
        ("综合业务", "政策法规文件", "示例：社会救助的法规、规章和政策", "信息形成或者变更之日起20个工作日内", "区民政局"),
        ("综合业务", "监督检查", "示例：投诉举报电话和受理情况", "信息形成或者变更之日起20个工作日内", "区民政局"),
        ("最低生活保障", "办事指南", "示例：申请条件、材料、流程和时限", "信息形成或者变更之日起20个工作日内", "区民政局、各街道"),
        ("最低生活保障", "审批信息", "示例：批准的户数、人数和金额（不含个人信息）", "每季度公开", "区民政局、各街道"),
        ("临时救助", "审批信息", "示例：救助的人次和金额（不含个人信息）", "每月公开", "区民政局、各街道"),
    ),
    "养老服务": (
        ("通用政策", "扶持政策", "示例：养老服务扶持政策清单", "制定或获取补贴政策之日起10个工作日内", "区民政局、区财政局"),
        ("业务办理", "养老机构备案", "示例：备案的条件、程序和结果", "每半年公开", "区民政局"),
        ("行业管理", "评估评级", "示例：养老机构评估结果", "作出决定之日起7个工作日内", "区民政局、区养老服务指导科"),
    ),
}  # fmt: skip


def run(actor: Actor, random_: random.Random) -> str:
    """Import, assign, bring into force; a second call adds nothing."""
    made = 0
    for field, items in ITEMS.items():
        if Catalogue.objects.filter(field=field).exists():
            continue
        sheet = importing.Sheet(field, field, f"{field}领域基层政务公开标准目录（示例）")
        sheet.rows = [
            importing.Row(
                n, first, second, number=str(n), content=what, basis="示例依据", limit_text=limit, subject=who,
                channels=WEB, whole_society=True, proactive=True, county=True, township="街道" in who,
            )
            for n, (first, second, what, limit, who) in enumerate(items, 1)
        ]  # fmt: skip
        catalogue = actions.import_catalogue(None, actor=actor, sheet=sheet, source=SOURCE, sha256="0" * 64)
        catalogue = actions.bring_into_force(catalogue, actor=actor)
        proposal = assigning.by_subject(catalogue, assigning.How.ADD, timezone.localdate())
        if proposal.changes:
            actions.assign_in_bulk(
                catalogue,
                actor=actor,
                proposal=proposal,
                seal=proposal.seal,
                summary=actions.summary(proposal),
            )
        made += 1
    return f"标准目录 {made} 份"


def in_use() -> bool:
    """Whether there is a catalogue that is not a sample."""
    return Catalogue.objects.exclude(source_name=SOURCE).exists()


def register() -> None:
    demos.register(demos.Demo("catalog", "公开目录", 10, run, in_use))
