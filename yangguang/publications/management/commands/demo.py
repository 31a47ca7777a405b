"""``yangguang demo``: fill a fresh site with a half year of sample publications."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from yangguang.core.actors import operator
from yangguang.publications import demo
from yangguang.publications.models import ImportSource, Publication


class Command(BaseCommand):
    help = "给试用的网站装上半年的示例信息（全部标明“示例”；可重复运行，不会重复装）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="网站已有真实信息时也装")

    def handle(self, *args: Any, **options: Any) -> None:
        sample = ImportSource.objects.filter(name__startswith=demo.SOURCE).exists()
        if Publication.objects.exists() and not sample and not options["force"]:
            raise CommandError("网站里已有信息，示例会和它们混在一起。确实要装，请加 --force")
        made = demo.fill(operator(), timezone.localdate())
        self.stdout.write("、".join(f"{name} {count}" for name, count in made.items()) + "（均为示例）")
        call_command("search", "update", stdout=self.stdout)
        call_command("measure", stdout=self.stdout)
