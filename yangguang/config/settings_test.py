"""Settings of the test suite: the same product, with its own home, quick hashes and letters kept in memory."""

import os
import tempfile

os.environ.setdefault("YANGGUANG_HOME", tempfile.mkdtemp(prefix="yangguang-test-"))
os.environ.setdefault("YANGGUANG_SECRET_KEY", "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz")
if url := os.environ.get("YANGGUANG_TEST_DATABASE_URL"):
    os.environ["YANGGUANG_DATABASE_URL"] = url
else:
    os.environ.pop("YANGGUANG_DATABASE_URL", None)

from yangguang.config.settings import *  # noqa: F403

if "sqlite3" in str(DATABASES["default"]["ENGINE"]):  # noqa: F405
    # A file, as in production: an in-memory database locks differently when two threads write.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
ALLOWED_HOSTS = ["*"]
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "ERROR"}}  # noqa: F405
