import importlib
import pkgutil

from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class CheckingConfig(AppConfig):
    name = "yangguang.checking"
    verbose_name = "风险检查"

    def ready(self) -> None:
        from . import demo, mergers, rules  # noqa: F401

        for module in pkgutil.iter_modules(rules.__path__):
            importlib.import_module(f"{rules.__name__}.{module.name}")
        register(NavItem("checks", "风险检查", "checking:lists", 227, "shield", "查看"))
