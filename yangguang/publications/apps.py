from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class PublicationsConfig(AppConfig):
    name = "yangguang.publications"
    label = "publications"
    verbose_name = "信息公开"

    def ready(self) -> None:
        from . import checks, demo, indicators, jobs, searching  # noqa: F401

        searching.register()
        register(NavItem("publications", "信息发布", "publications:records", 20, "file", "查看"))
        register(NavItem("columns", "栏目专题", "publications:columns", 24, "list", "查看"))
        register(NavItem("coverage", "公开情况", "publications:coverage", 26, "check", "查看"))
