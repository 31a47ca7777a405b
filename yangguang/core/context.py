"""What every template knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name and its official marks, for titles, labels and the foot."""
    return {"site_name": settings.SITE_NAME, "site_marks": settings.SITE_MARKS}
