from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class OperationsConfig(AppConfig):
    name = "yangguang.operations"
    label = "operations"
    verbose_name = "运行"

    def ready(self) -> None:
        register(NavItem("audit", "操作日志", "operations:audit", 540, "shield", "查看操作日志"))
        register(NavItem("calendar", "工作日历", "operations:calendar", 545, "calendar", "管理系统", True))
        register(NavItem("jobs", "运行状态", "operations:jobs", 550, "clock", "管理系统", True))
