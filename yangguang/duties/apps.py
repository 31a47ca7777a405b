from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "yangguang.duties"
    label = "duties"
    verbose_name = "交办督办"
