from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "yangguang.planning"
    label = "planning"
    verbose_name = "规划公开"
