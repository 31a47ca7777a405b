"""Tasks of one plan that speak of the same thing: their evidence is counted once, their units should agree.

A topic is a wording of the field; two tasks whose title or requirement has it overlap. The table is data: yearly
plans of other districts use the same wordings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations

TOPICS: tuple[tuple[str, str], ...] = (
    ("规划公开", r"专项规划|规划体系"),
    ("办事大厅线下公开", r"政务(?:服务)?大厅"),
    ("疫苗接种信息", r"疫苗接种"),
    ("疫情信息发布", r"疫情(?:防控)?信息(?:发布|公开)"),
    ("解读发布", r"政策(?:文件)?解读发布"),
    ("解读质量", r"应解读、?尽解读|政策解读工作质量"),
    ("解读方式/质量", r"创新政策解读方式|政策解读工作质量"),
    ("舆情回应", r"舆情"),
    ("规范性文件文本/集中公开", r"规范性文件(?:文本|集中统一公开)"),
    ("现行有效规范性文件底数", r"现行有效[^，。；]{0,8}规范性文件"),
    ("规范性文件动态更新", r"及时更新[^，。；]{0,20}规范性文件|规范性文件[^。]{0,40}动态更新"),
    ("专栏建设情况专项检查", r"专栏建设情况"),
    ("政府公报数字化利用", r"公报(?:数字化|数据库)"),
    ("新媒体推送政府公报", r"新媒体[^。]{0,80}政府公报"),
    ("区级标准目录", r"标准目录"),
    ("依申请公开答复", r"答复(?:归档|效率|文书)"),
    ("复议案件审理", r"复议案件审理"),
)

# What a yearly plan customarily calls a task of which only the requirement is left. An editor's wording.
CUSTOMARY_TITLES: tuple[tuple[str, str], ...] = (
    (r"公共企事业单位信息公开", "加强公共企事业单位信息公开"),
    (r"政府信息公开工作年度报告", "做好政府信息公开工作年度报告编制发布工作"),
    (r"预决算公开|预算、决算", "做好预决算公开"),
    (r"依申请公开", "规范依申请公开工作"),
    (r"政策[^。]{0,12}解读", "做好政策解读工作"),
    (r"规范性文件", "做好规范性文件公开"),
    (r"政府公报", "办好政府公报"),
    (r"政务新媒体", "规范政务新媒体管理"),
    (r"考核|社会评议|责任追究", "强化政务公开监督保障"),
    (r"标准目录|标准化规范化", "推进基层政务公开标准化规范化"),
)


def find_overlaps(tasks: Iterable[tuple[int, str]]) -> dict[int, list[dict[str, object]]]:
    """For each task number the tasks it overlaps with and about what; ``tasks`` are (number, title + requirement)."""
    texts = list(tasks)
    found: dict[int, list[dict[str, object]]] = {number: [] for number, _ in texts}
    for about, pattern in TOPICS:
        members = [number for number, text in texts if re.search(pattern, text)]
        for one, other in combinations(members, 2):
            found[one].append({"task": other, "about": about})
            found[other].append({"task": one, "about": about})
    return found


def customary_title(requirement: str) -> str | None:
    """A title in customary words for a requirement that lost its own, or None."""
    return next((title for pattern, title in CUSTOMARY_TITLES if re.search(pattern, requirement)), None)
