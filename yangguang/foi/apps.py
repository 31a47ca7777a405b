from django.apps import AppConfig
from django.db.models.signals import post_migrate

from yangguang.core.navigation import NavItem, register


class FoiConfig(AppConfig):
    name = "yangguang.foi"
    label = "foi"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from yangguang.organisations import mergers

        from . import (  # noqa: F401 - what they register
            demo,
            duty,
            following,
            indicators,
            indicators_oversight,
            jobs,
            jobs_oversight,
            knowing,
            waiting,
        )
        from .actions import inbox, merging  # noqa: F401 - inbox: kinds of duties
        from .applying import jobs as sweeping  # noqa: F401
        from .letters import library

        mergers.register("foi.open", "未办结的依申请公开事项", merging.carry, merging.count)
        post_migrate.connect(library.load, sender=self, dispatch_uid="foi.reasons")
        register(NavItem("foi", "依申请公开", "foi:requests", 120, "mail", "查看"))
