from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class PolicyConfig(AppConfig):
    name = "yangguang.policy"
    label = "policy"
    verbose_name = "政策解读"

    def ready(self) -> None:
        from yangguang.duties import sources
        from yangguang.organisations import mergers

        from . import (  # noqa: F401
            checks,
            demo,
            duty,
            following,
            gate,
            indicators,
            knowing,
            panel,
            promising,
            searching,
            waiting,
        )
        from .actions import merging

        searching.register()
        sources.register(waiting.SOURCE)
        mergers.register("policy.packages", "没有发布的政策文件包", merging.carry, merging.count)
        register(NavItem("policy", "政策解读", "policy:packages", 310, "file", "查看"))
