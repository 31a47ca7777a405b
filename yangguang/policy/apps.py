from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class PolicyConfig(AppConfig):
    name = "yangguang.policy"
    label = "policy"
    verbose_name = "政策解读"

    def ready(self) -> None:
        from yangguang.organisations import mergers

        from . import checks, demo, duty, following, gate, indicators, knowing, panel, searching  # noqa: F401
        from .actions import merging

        searching.register()
        mergers.register("policy.packages", "没有发布的政策文件包", merging.carry, merging.count)
        register(NavItem("policy", "政策解读", "policy:packages", 310, "file", "查看"))
