from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class CatalogConfig(AppConfig):
    name = "yangguang.catalog"
    label = "catalog"
    verbose_name = "公开目录"

    def ready(self) -> None:
        from . import demo

        demo.register()
        register(NavItem("catalog", "标准目录", "catalog:catalogues", 225, "list", "查看"))
