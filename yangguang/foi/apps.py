from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class FoiConfig(AppConfig):
    name = "yangguang.foi"
    label = "foi"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        register(NavItem("foi", "依申请公开", "foi:requests", 120, "mail", "查看"))

        from .applying import jobs  # noqa: F401 - what is swept away
