"""Indexes of the workbench's lists of open work over every unit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publications", "0005_editor_autosave_links")]

    operations = [
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["stage", "kind"], name="publication_by_stage"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=models.Q(("urgent_pending", True)), fields=["unit"], name="publication_urgent"
            ),
        ),
    ]
