from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "yangguang.organisations"
    label = "organisations"
    verbose_name = "机构"
