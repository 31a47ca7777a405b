from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class PlanningConfig(AppConfig):
    name = "yangguang.planning"
    label = "planning"
    verbose_name = "规划"

    def ready(self) -> None:
        from . import checks, demo, indicators  # noqa: F401

        register(NavItem("planning", "规划清册", "planning:register", 27, "list", "查看"))
