from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "yangguang.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        from . import indexing  # noqa: F401
