"""``yangguang organisations …``: load and export units, make the first accounts."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from yangguang.core.actions import Refused
from yangguang.core.actors import operator

from ... import actions, loading
from ...models import Administrator, Unit, User
from ...queries import UNIT_COLUMNS, csv_text, unit_rows


class Command(BaseCommand):
    help = "机构：装入、导出单位；建立示例账号和首批管理员；重设密码"

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="does", required=True, title="可以做的事")
        load = does.add_parser(
            "load", help="装入单位（不写文件则装入随附的思明区单位；可重复，不覆盖人工修改）"
        )
        load.add_argument("file", nargs="?", type=Path)
        export = does.add_parser("export", help="导出现有单位和分组")
        export.add_argument("--format", choices=["json", "csv"], default="json")
        export.add_argument("--output", type=Path, help="写入文件，不写则打印")
        does.add_parser("sample-accounts", help="建立示例账号并打印密码（只打印这一次）")
        admin = does.add_parser("create-admin", help="建立管理员账号")
        admin.add_argument("username")
        admin.add_argument("--kind", choices=Administrator.values, required=True)
        admin.add_argument("--name", default="", help="姓名，不写则用账号")
        admin.add_argument("--generate", action="store_true", help="生成一次性密码并打印，不询问")
        reset = does.add_parser("reset", help="重设密码，打印一次性密码；同时解除锁定和两步登录")
        reset.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, options["does"].replace("-", "_"))(options)
        except Refused as refused:
            raise CommandError("\n".join(map(str, refused.reasons))) from refused

    def load(self, options: dict[str, Any]) -> None:
        path: Path | None = options["file"]
        data = loading.read_data(path) if path else loading.packaged_data()
        changes = loading.load(data, path.name if path else loading.PACKAGED, operator())
        names = {
            r["code"]: r["name"]
            for r in (*data["units"], *data.get("streets", ()), *data.get("communities", ()))
        }
        if changes.new:
            self.stdout.write(f"装入 {len(changes.new)} 个单位（含街道、社区）及其权限组")
        for code, fields in changes.changed.items():
            self.stdout.write(f"按资料更新：{names[code]}（{'、'.join(fields)}）")
        if changes.groups:
            self.stdout.write(f"装入分组：{'、'.join(changes.groups)}")
        for line in changes.kept:
            self.stdout.write(line)
        if not changes:
            self.stdout.write("机构没有变化")

    def export(self, options: dict[str, Any]) -> None:
        if options["format"] == "csv":
            units = Unit.objects.select_related("parent", "merged_into").prefetch_related("names")
            text = csv_text(UNIT_COLUMNS, unit_rows(units))
        else:
            text = json.dumps(loading.export_data(), ensure_ascii=False, indent=1) + "\n"
        if path := options["output"]:
            try:
                path.write_text(text, "utf-8")
            except OSError as error:
                raise CommandError(f"写不了 {path}：{error.strerror}") from error
            self.stdout.write(f"已写入 {path}")
        else:
            self.stdout.write(text, ending="")

    def sample_accounts(self, options: dict[str, Any]) -> None:
        made = loading.create_sample_accounts(operator())
        for username, name, role, password in made:
            self.stdout.write(f"{username:<14}{password:<22}{name}  {role}")
        if not made:
            self.stdout.write("示例账号都已建立。忘记密码可执行：yangguang organisations reset 账号")

    def create_admin(self, options: dict[str, Any]) -> None:
        username, kind = options["username"], options["kind"]
        password = "" if options["generate"] or not sys.stdin.isatty() else self.ask()
        try:
            chosen = loading.create_administrator(
                username, options["name"] or username, kind, operator(), password=password
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"已建立{Administrator(kind).label}“{username}”")
        if not password:
            self.stdout.write(f"一次性密码：{chosen}（首次登录须修改；不会再次显示）")

    def ask(self) -> str:
        password = getpass.getpass("密码（直接回车则自动生成）：")
        if password and getpass.getpass("再输一遍：") != password:
            raise CommandError("两次输入的密码不一样，没有建立账号")
        return password

    def reset(self, options: dict[str, Any]) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"没有账号“{options['username']}”")
        password = actions.reset_password(user, actor=operator())
        actions.reset_two_step(user, actor=operator())
        self.stdout.write(f"“{user.username}”的一次性密码：{password}（首次登录须修改；不会再次显示）")
