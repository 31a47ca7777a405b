from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class WorkplanConfig(AppConfig):
    name = "yangguang.workplan"
    label = "workplan"
    verbose_name = "任务分解"

    def ready(self) -> None:
        from yangguang.duties import kinds
        from yangguang.organisations import mergers

        from . import checks, demo, measuring  # noqa: F401
        from .actions import issuing

        kinds.register(kinds.Kind(issuing.KIND, "任务分解", needs_evidence=True))
        kinds.register(kinds.Kind("measure.", "实测整改"))
        mergers.register("workplan.assignments", "任务分派", issuing.follow_merger)
        measuring.register()
        register(NavItem("plans", "任务分解", "workplan:plans", 410, "list", "查看"))
        register(NavItem("measure", "测量", "measuring:results", 420, "chart", "查看"))
