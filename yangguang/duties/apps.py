from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class DutiesConfig(AppConfig):
    name = "yangguang.duties"
    label = "duties"
    verbose_name = "交办督办"

    def ready(self) -> None:
        from yangguang.organisations import mergers

        from . import jobs, opening  # noqa: F401

        # After the plan's own: assignments are handed over with their duties first.
        mergers.register("duties.open", "未办结的待办", opening.transfer_open_duties, opening.count_open)

        register(NavItem("inbox", "我的待办", "duties:inbox", 110, "inbox"))
        register(NavItem("asked", "我交办的", "duties:asked", 120, "send", "查看"))
        register(NavItem("slips", "督办单", "duties:slips", 125, "flag", "查看"))
        register(NavItem("digests", "每周提示", "duties:digests", 130, "mail", "查看"))
