"""Home, column and article as Wagtail's tutorial writes them: a tree of pages, lists by ``child_of``."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page


class ArticlePage(Page):
    written_on = models.DateField(null=True)
    number = models.CharField(max_length=60, blank=True)
    body = RichTextField()
    template = "article.html"

    class Meta:
        app_label = "peer_wagtail"


class ColumnPage(Page):
    template = "column.html"

    class Meta:
        app_label = "peer_wagtail"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        articles = ArticlePage.objects.child_of(self).live().order_by("-first_published_at")
        context["page_of"] = Paginator(articles, 20).get_page(request.GET.get("page"))
        return context


class HomePage(Page):
    template = "home.html"

    class Meta:
        app_label = "peer_wagtail"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        columns = ColumnPage.objects.child_of(self).live()[:4]
        newest = ArticlePage.objects.live().order_by("-first_published_at")
        context["blocks"] = [(c, newest.child_of(c)[:6]) for c in columns]
        return context
