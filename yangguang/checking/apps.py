import importlib
import pkgutil

from django.apps import AppConfig


class CheckingConfig(AppConfig):
    name = "yangguang.checking"
    verbose_name = "风险检查"

    def ready(self) -> None:
        from . import rules

        for module in pkgutil.iter_modules(rules.__path__):
            importlib.import_module(f"{rules.__name__}.{module.name}")
