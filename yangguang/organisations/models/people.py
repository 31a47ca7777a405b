"""People who sign in. Nobody is a superuser: every power comes from a role at a unit or an administrator's grant."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A person with a hashed password (None: an account that can't sign in until one is set)."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person's account. ``name`` is shown everywhere; ``username`` only at sign-in."""

    username = models.CharField(
        "账号", max_length=60, unique=True, validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "已有人使用这个账号"},
    )  # fmt: skip
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("电子邮箱", blank=True)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("上次改密码", null=True, blank=True)
    date_joined = models.DateTimeField("建立时间", default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = "人员"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def audit_label(self) -> str:
        """How the audit log's chain names the account: without the person's name, which is personal data."""
        return self.username

    @property
    def password_expired(self) -> bool:
        """True when the password is older than the site allows (GB/T 22239-2019 8.1.4.1: changed regularly)."""
        limit = settings.PASSWORD_MAX_AGE_DAYS
        if not limit or self.password_changed_at is None:
            return False
        return timezone.now() - self.password_changed_at > dt.timedelta(days=limit)


class PasswordRecord(models.Model):
    """The hashes of a person's last passwords, so that none comes back soon."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_records")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "用过的密码"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"
