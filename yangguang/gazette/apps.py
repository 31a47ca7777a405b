from django.apps import AppConfig

from yangguang.core import demos
from yangguang.core.navigation import NavItem, register


class GazetteConfig(AppConfig):
    name = "yangguang.gazette"
    label = "gazette"
    verbose_name = "政府公报"

    def ready(self) -> None:
        from yangguang.duties import kinds

        from . import demo, indicators, jobs, searching  # noqa: F401

        searching.register()
        kinds.register(kinds.Kind("gazette.issue", "公报出版"))
        register(NavItem("gazette", "政府公报", "gazette:issues", 320, "file", "查看"))
        demos.register(demos.Demo("gazette", "政府公报", 40, demo.fill))
