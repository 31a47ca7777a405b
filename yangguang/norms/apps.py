from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class NormsConfig(AppConfig):
    name = "yangguang.norms"
    label = "norms"
    verbose_name = "规范性文件"

    def ready(self) -> None:
        from yangguang.duties import kinds
        from yangguang.organisations import mergers
        from yangguang.publications import placing

        from . import checks, demo, following, indicators, jobs, searching  # noqa: F401

        placing.follow(placing.Follower("norms", following.placed, following.displaced))
        searching.register()
        kinds.register(kinds.Kind("norms.review", "规范性文件到期评估"))
        kinds.register(kinds.Kind("norms.campaign", "规范性文件清理"))
        mergers.register("norms.norms", "登记的规范性文件", following.carry, following.count)
        register(NavItem("norms", "规范性文件", "norms:register", 315, "file", "查看"))
