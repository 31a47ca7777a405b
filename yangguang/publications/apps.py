from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class PublicationsConfig(AppConfig):
    name = "yangguang.publications"
    label = "publications"
    verbose_name = "信息公开"

    def ready(self) -> None:
        from yangguang.checking import kinds as checking_kinds
        from yangguang.duties import kinds as duty_kinds
        from yangguang.duties import sources
        from yangguang.organisations import mergers

        from . import checks, demo, demo_guides, indicators, jobs, kinds, printing, searching, waiting  # noqa: F401
        from .actions import merging, reminding

        searching.register()
        checking_kinds.tell(kinds.names)
        mergers.register("publications.drafts", "没有公开过的稿件", merging.carry, merging.count)
        sources.register(waiting.SOURCE)
        duty_kinds.register(duty_kinds.Kind(reminding.KIND, "审校超时", reply_days=2))
        register(NavItem("publications", "信息发布", "publications:records", 210, "file", "查看"))
        register(NavItem("columns", "栏目专题", "publications:columns", 215, "list", "查看"))
        register(NavItem("coverage", "公开情况", "publications:coverage", 220, "check", "查看"))
