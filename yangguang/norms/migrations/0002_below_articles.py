"""Room for paragraphs and items below articles, and reading them out of the texts that are already registered."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from yangguang.norms import articles


def read(apps: Any, schema_editor: Any) -> None:
    norm, article, relation = (apps.get_model("norms", n) for n in ("Norm", "Article", "Relation"))
    for entry in norm.objects.only("pk", "body").iterator(chunk_size=200):
        article.objects.filter(norm=entry).delete()
        article.objects.bulk_create(
            article(norm=entry, key=key, label=label[:60], order=n)
            for n, (key, label) in enumerate(articles.provisions_of(entry.body))
        )
    for made in relation.objects.filter(act="amend").prefetch_related("changes"):
        made.holds = [h for c in made.changes.all() for h in articles.held(c.key, c.html)]
        made.save(update_fields=["holds"])


class Migration(migrations.Migration):
    dependencies = [("norms", "0001_initial")]

    operations = [
        migrations.AlterField("article", "key", models.CharField(max_length=24)),
        migrations.AlterField("forcespan", "article", models.CharField(blank=True, max_length=24)),
        migrations.AlterField("articlechange", "key", models.CharField(max_length=24)),
        migrations.AlterField("citation", "article", models.CharField(blank=True, max_length=24)),
        migrations.AddField(
            "relation", "holds", models.JSONField(blank=True, default=list, editable=False)
        ),
        migrations.RunPython(read, migrations.RunPython.noop),
    ]
