import csv
from importlib.resources import files

from django.db import migrations


def fill(apps, schema_editor):
    platform = apps.get_model("newmedia", "Platform")
    text = files("yangguang.newmedia").joinpath("data/platforms.csv").read_text("utf-8")
    for order, row in enumerate(csv.DictReader(text.splitlines())):
        platform.objects.get_or_create(
            code=row["代码"],
            defaults={
                "name": row["名称"], "title_limit": row["标题字数上限"], "text_limit": row["正文字数上限"],
                "picture_width": row["配图宽"], "picture_height": row["配图高"], "posts": row["考核更新"] == "1",
                "order": order * 10,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("newmedia", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
