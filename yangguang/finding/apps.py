from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class FindingConfig(AppConfig):
    name = "yangguang.finding"
    label = "finding"
    verbose_name = "检索运营"

    def ready(self) -> None:
        from . import duty, indicators, jobs  # noqa: F401

        register(NavItem("finding", "检索运营", "finding:gaps", 330, "search", "管理任务分解"))
