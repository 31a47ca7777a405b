from django.apps import AppConfig


class GazetteConfig(AppConfig):
    name = "yangguang.gazette"
    label = "gazette"
    verbose_name = "政府公报"
