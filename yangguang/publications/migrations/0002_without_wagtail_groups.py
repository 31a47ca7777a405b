from django.db import migrations


def forget(apps, schema_editor):
    """Wagtail's own groups give powers in an admin that is not installed; people's powers are their roles here."""
    apps.get_model("auth", "Group").objects.filter(name__in=["Moderators", "Editors"], user=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0001_initial"),
        ("wagtailcore", "0002_initial_data"),
        ("organisations", "__first__"),
    ]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
