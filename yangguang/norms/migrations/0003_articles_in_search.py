"""Articles become things that can be found: what is registered already is noted for the index, which goes on meanwhile."""

from typing import Any

from django.db import migrations

from yangguang.norms.indexed import SEARCH_KIND, number_of


def note(apps: Any, schema_editor: Any) -> None:
    rows = {*apps.get_model("norms", "Article").objects.values_list("norm", "key")}
    changes = apps.get_model("norms", "ArticleChange").objects
    rows |= {*changes.values_list("relation__target", "key")}
    own = {(norm, key.partition(".")[0]) for norm, key in rows}
    numbers = sorted(n for norm, key in own if (n := number_of(norm, key)) is not None)
    Change = apps.get_model("search", "Change")
    Change.objects.bulk_create((Change(kind=SEARCH_KIND, object_id=n) for n in numbers), batch_size=5000)


class Migration(migrations.Migration):
    dependencies = [("norms", "0002_below_articles"), ("search", "0003_nodes")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
