"""What public templates ask for: urgent notices, sizes of files, dates with their times."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Q
from django.utils import timezone

from yangguang.publications.models import Banner

register = template.Library()


@register.inclusion_tag("portal/banners.html", takes_context=True)
def banners(context: Any) -> dict[str, Any]:
    """The urgent notices of the district, and of the unit whose page this is."""
    now = timezone.now()
    unit = context.get("unit") or getattr(context.get("record"), "unit", None)
    mine = Q(unit=None) | Q(unit=unit) if unit else Q(unit=None)
    found = Banner.objects.filter(mine, starts_at__lte=now, ends_at__gt=now).order_by("-starts_at")
    return {"banners": list(found[:3])}


@register.filter
def size(count: int) -> str:
    """Bytes for people."""
    if count < 1024 * 1024:
        return f"{max(count / 1024, 0.1):.1f} KB"
    return f"{count / 1024 / 1024:.1f} MB"


@register.filter
def moment(at: Any) -> str:
    """YYYY-MM-DD HH:MM, the form that 国办发〔2017〕47号 asks for."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


@register.filter
def day(at: Any) -> str:
    """YYYY-MM-DD of a moment."""
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""
