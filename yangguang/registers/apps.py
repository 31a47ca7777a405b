from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class RegistersConfig(AppConfig):
    name = "yangguang.registers"
    label = "registers"
    verbose_name = "登记簿"

    def ready(self) -> None:
        from yangguang.organisations import mergers as unit_mergers

        from . import demo, indicators, mergers  # noqa: F401

        unit_mergers.register("registers.open", "登记簿里未了结的事项", mergers.carry, mergers.count)
        demo.register()
        register(NavItem("registers", "工作清单", "registers:lists", 235, "check", "查看"))
        register(NavItem("emergency", "疫情主题", "registers:themes", 240, "flag", "查看"))
        register(NavItem("guidance", "上级指引", "registers:guidance", 245, "file", "查看"))
