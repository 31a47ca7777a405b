from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "yangguang.documents"
    label = "documents"
    verbose_name = "文件与正文"
