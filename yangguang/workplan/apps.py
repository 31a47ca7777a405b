from django.apps import AppConfig


class WorkplanConfig(AppConfig):
    name = "yangguang.workplan"
    label = "workplan"
    verbose_name = "任务分解"
