from django.apps import AppConfig


class TypesettingConfig(AppConfig):
    name = "yangguang.typesetting"
    label = "typesetting"
    verbose_name = "排版"
