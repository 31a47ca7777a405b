from django.apps import AppConfig

from yangguang.core.navigation import NavItem, register


class OrganisationsConfig(AppConfig):
    name = "yangguang.organisations"
    label = "organisations"
    verbose_name = "机构"

    def ready(self) -> None:
        register(NavItem("units", "单位", "organisations:units", 510, "building"))
        register(NavItem("groups", "分组", "organisations:groups", 515, "group"))
        register(NavItem("contacts", "公开联系人", "organisations:contacts", 520, "phone", "查看"))
        register(NavItem("people", "人员", "organisations:people", 525, "people", "管理人员", True))
        register(NavItem("admins", "管理员", "organisations:administrators", 530, "key", "管理人员", True))
        register(NavItem("account", "我的账号", "organisations:account", 590, "person"))
        from . import jobs  # noqa: F401  registers the nightly job; needs the models
