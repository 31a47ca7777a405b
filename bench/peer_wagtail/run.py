"""Build the peer's site in memory and print {page: [queries, spins]} as JSON."""

from __future__ import annotations

import datetime as dt
import json
import sys

import django
from django.conf import settings

MENU = "".join(f'<li><a href="/{n}/">{n}</a></li>' for n in ("home", "hub", "map", "units", "plan", "data"))
BASE = (
    "{% load wagtailcore_tags %}<!doctype html><html lang=zh-Hans><head><title>{{ page.title }}</title>"
    '<meta name="description" content="{{ page.search_description }}"></head><body>'
    f"<header><nav><ul>{MENU}</ul></nav></header><main>{{% block main %}}{{% endblock %}}</main>"
    "<footer><p>{{ page.get_site.site_name }}</p></footer></body></html>"
)
ROW = '<li><a href="{% pageurl a %}">{{ a.title }}</a> <span>{{ a.number }}</span><time>{{ a.first_published_at|date:"Y-m-d" }}</time></li>'
HEAD = '{% extends "base.html" %}{% load wagtailcore_tags %}{% block main %}<h1>{{ page.title }}</h1>'
TEMPLATES = {
    "base.html": BASE,
    "home.html": HEAD + "{% for c, rows in blocks %}<h2><a href='{% pageurl c %}'>{{ c.title }}</a></h2><ul>{% for a in rows %}"
    + ROW + "{% endfor %}</ul>{% endfor %}{% endblock %}",
    "column.html": HEAD + "<ul>{% for a in page_of %}" + ROW + "{% endfor %}</ul>{{ page_of.number }}/"
    "{{ page_of.paginator.num_pages }}{% endblock %}",
    "article.html": HEAD + "<nav>{% for p in page.get_ancestors %}<a href='{% pageurl p %}'>{{ p.title }}</a>{% endfor %}</nav>"
    "<p>{{ page.number }} {{ page.written_on }}</p>{{ page.body|richtext }}{% endblock %}",
}  # fmt: skip


def main() -> None:
    texts = json.load(sys.stdin)
    settings.configure(
        SECRET_KEY="bench", ALLOWED_HOSTS=["*"], USE_TZ=True, LANGUAGE_CODE="zh-hans", ROOT_URLCONF="wagtail.urls",
        STATIC_URL="/static/",  # wagtail's blocks ask for it at import
        # All tables straight from the models: the peer has no migrations, and what it builds on may then have none either.
        MIGRATION_MODULES=dict.fromkeys(("wagtailcore", "taggit", "auth", "contenttypes")),
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["peer_wagtail", "wagtail", "taggit", "django.contrib.auth", "django.contrib.contenttypes"],
        MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "loaders": [("django.template.loaders.cached.Loader",
                         [("django.template.loaders.locmem.Loader", TEMPLATES),
                          "django.template.loaders.app_directories.Loader"])]}}],
        WAGTAIL_SITE_NAME="示例", WAGTAILADMIN_BASE_URL="http://localhost", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )  # fmt: skip
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone
    from spinning import ask
    from wagtail.models import Locale, Page, Site

    from peer_wagtail.models import ArticlePage, ColumnPage, HomePage

    call_command("migrate", run_syncdb=True, verbosity=0)
    Locale.objects.get_or_create(language_code="zh-hans")
    home = Page.add_root(instance=Page(title="Root", slug="root")).add_child(
        instance=HomePage(title="首页", slug="start")
    )
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True, site_name="示例")
    columns = [home.add_child(instance=ColumnPage(title=f"栏目{n}", slug=f"column-{n}")) for n in range(4)]
    now = timezone.now()
    for n, (title, body) in enumerate(texts):
        page = ArticlePage(
            title=title[:250],
            slug=f"article-{n}",
            body=body,
            number=f"示例〔2021〕{n}号",
            written_on=now.date(),
        )
        page.first_published_at = now - dt.timedelta(hours=n)
        columns[n % 4].add_child(instance=page)
    paths = {"home": "/", "column": "/column-0/", "document": "/column-0/article-0/"}
    print(json.dumps({name: ask(path) for name, path in paths.items()}))


if __name__ == "__main__":
    main()
