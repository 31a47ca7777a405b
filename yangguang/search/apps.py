from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class SearchConfig(AppConfig):
    name = "yangguang.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        from . import indexing  # noqa: F401

        register(NavItem("search", "检索", "search:desk", 115, "search", "查看"))
