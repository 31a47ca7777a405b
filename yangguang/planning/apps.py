from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class PlanningConfig(AppConfig):
    name = "yangguang.planning"
    label = "planning"
    verbose_name = "规划"

    def ready(self) -> None:
        from yangguang.organisations import mergers

        from . import checks, demo, indicators  # noqa: F401
        from .actions import merging

        mergers.register("planning.unpublished", "还没有公开的规划", merging.carry, merging.count)
        register(NavItem("planning", "规划清册", "planning:register", 230, "list", "查看"))
