from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "yangguang.catalog"
    label = "catalog"
    verbose_name = "公开目录"
