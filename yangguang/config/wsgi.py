"""The WSGI entry point: ``granian --interface wsgi yangguang.config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings")
_django = get_wsgi_application()

from yangguang.delivery.wrapping import wrap  # noqa: E402 - its models need Django to be set up

application = wrap(_django)
