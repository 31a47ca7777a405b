from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class KnowledgeConfig(AppConfig):
    name = "yangguang.knowledge"
    label = "knowledge"
    verbose_name = "政务知识库"

    def ready(self) -> None:
        # Its follower has to come after that of norms, which stamps 有效性 on records as they are placed: the order of
        # INSTALLED_APPS.
        from . import demo, duty, following, indicators, jobs, panel, searching  # noqa: F401

        searching.register()
        register(NavItem("knowledge", "政务知识库", "knowledge:entries", 312, "list", "查看"))
