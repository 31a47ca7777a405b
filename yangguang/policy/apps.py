from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class PolicyConfig(AppConfig):
    name = "yangguang.policy"
    label = "policy"
    verbose_name = "政策解读"

    def ready(self) -> None:
        from . import checks, demo, duty, following, gate, indicators, knowing, panel  # noqa: F401

        register(NavItem("policy", "政策解读", "policy:packages", 310, "file", "查看"))
