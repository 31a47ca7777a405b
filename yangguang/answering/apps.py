from django.apps import AppConfig


class AnsweringConfig(AppConfig):
    name = "yangguang.answering"
    label = "answering"
    verbose_name = "问答"
