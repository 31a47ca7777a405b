from django.apps import AppConfig


class NewMediaConfig(AppConfig):
    name = "yangguang.newmedia"
    label = "newmedia"
    verbose_name = "政务新媒体"

    def ready(self) -> None:
        from yangguang.core.navigation import NavItem, register

        from . import checks, demo, following, indicators, jobs, keeping, waiting  # noqa: F401

        register(NavItem("newmedia", "政务新媒体", "newmedia:accounts", 325, "phone", "查看"))
