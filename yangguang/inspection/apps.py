from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class InspectionConfig(AppConfig):
    name = "yangguang.inspection"
    label = "inspection"
    verbose_name = "网站检查"

    def ready(self) -> None:
        from . import demo, duty, following, indicators, jobs, knowing  # noqa: F401

        register(NavItem("inspection", "网站检查", "inspection:dashboard", 250, "check", "查看"))
