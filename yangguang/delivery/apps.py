from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "yangguang.delivery"
    label = "delivery"
    verbose_name = "页面投递"

    def ready(self) -> None:
        from . import pages  # noqa: F401
