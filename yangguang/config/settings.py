"""Settings. Everything a site must decide is an environment variable named YANGGUANG_*; see docs/operations.md."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("YANGGUANG_HOME", "var")).resolve()


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _noted(file: Path) -> str:
    """What is written in a file; "" when there is none."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _kept(name: str, make: Callable[[], str]) -> str:
    """A key that is made once and kept in the site's folder, readable by its owner only."""
    path = HOME / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        HOME.mkdir(parents=True, exist_ok=True)
        # Written whole under another name first: nobody reads half a key.
        handle, half = tempfile.mkstemp(dir=HOME, prefix=f".{name}-")
        with os.fdopen(handle, "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(half, path)
        except FileExistsError:  # another process made it between our look and our write
            pass
        except OSError:  # a file system without hard links
            if not path.exists():
                Path(half).replace(path)
        finally:
            Path(half).unlink(missing_ok=True)
        return path.read_text().strip()


def _secret_key() -> str:
    """The signing key: from the environment, or made once."""
    return os.environ.get("YANGGUANG_SECRET_KEY") or _kept("secret.key", lambda: secrets.token_urlsafe(48))


def _data_keys() -> list[str]:
    """The keys of sealed personal data, the sealing one first: from the environment, or made once beside the site's data."""
    from cryptography.fernet import Fernet

    if keys := [k for k in os.environ.get("YANGGUANG_DATA_KEYS", "").split(",") if k]:
        return keys
    return _kept("data.key", lambda: Fernet.generate_key().decode()).split()


def _database(url: str) -> dict[str, object]:
    """Django's database settings from ``sqlite:///path`` or ``postgresql://user:password@host:port/name``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] if parts.path.startswith("//") else str(HOME / parts.path.lstrip("/")),
            # A deferred transaction that reads, then writes, fails at once under a second writer; IMMEDIATE waits.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                    "PRAGMA cache_size=-16000;"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(f"YANGGUANG_DATABASE_URL：不认识“{parts.scheme}”，只能是 sqlite 或 postgresql")


DEBUG = _flag("YANGGUANG_DEBUG")
SECRET_KEY = _secret_key()
DATA_KEYS = _data_keys()
ALLOWED_HOSTS = os.environ.get("YANGGUANG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("YANGGUANG_ORIGINS", "").split(",") if o]
# Over https the cookies are marked secure; a district behind a proxy sets YANGGUANG_HTTPS=1.
HTTPS = _flag("YANGGUANG_HTTPS")
PROXIES = int(os.environ.get("YANGGUANG_PROXIES", "0"))

INSTALLED_APPS = [
    "yangguang.portal",
    "yangguang.inspection",
    "yangguang.newmedia",
    "yangguang.finding",
    "yangguang.foi",
    "yangguang.gazette",
    "yangguang.planning",
    "yangguang.registers",
    "yangguang.norms",
    "yangguang.policy",
    "yangguang.knowledge",  # after norms and policy, whose followers come first
    "yangguang.publications",
    "yangguang.catalog",
    "yangguang.workplan",
    "yangguang.duties",
    "yangguang.search",
    "yangguang.answering",
    "yangguang.checking",
    "yangguang.operations",
    "yangguang.organisations",
    "yangguang.delivery",
    "yangguang.typesetting",
    "yangguang.documents",
    "yangguang.core",
    # Only Wagtail's model layer (drafts, revisions, locks, previews); the workbench is ours: docs/architecture.md.
    "wagtail",
    "taggit",
    "django_prose_editor",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yangguang.core.middleware.WithoutNulMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "yangguang.core.middleware.ActorMiddleware",
    "yangguang.organisations.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "yangguang.core.middleware.PolicyHeadersMiddleware",
    "yangguang.core.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yangguang.config.urls"
WSGI_APPLICATION = "yangguang.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yangguang.core.context.site",
                "yangguang.delivery.context.reader",
                "yangguang.organisations.context.desk",
            ],
        },
    }
]
FORM_RENDERER = "yangguang.core.forms.Renderer"

DATABASES = {"default": _database(os.environ.get("YANGGUANG_DATABASE_URL", "sqlite:///yangguang.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if redis := os.environ.get("YANGGUANG_REDIS_URL"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "organisations.User"
LOGIN_URL = "organisations:sign-in"
LOGIN_REDIRECT_URL = "duties:inbox"
LOGOUT_REDIRECT_URL = "portal:home"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "yangguang.organisations.backends.PersonBackend",
]
# GB/T 22239-2019 8.1.4.1 asks for complexity, regular change, and lockout; the lengths are ours (待核 per site).
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "yangguang.organisations.passwords.MixedCharactersValidator"},
    {"NAME": "yangguang.organisations.passwords.NotRecentlyUsedValidator"},
]
PASSWORD_MAX_AGE_DAYS = int(os.environ.get("YANGGUANG_PASSWORD_MAX_AGE_DAYS", "90"))
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = ["username", ["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "organisations/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "yangguang.core.middleware.client_address"
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "阳光政务公开"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "yangguang.core.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = DEBUG
# Memory of each web process for finished pages; 0 switches the page cache off.
PAGE_CACHE_BYTES = int(os.environ.get("YANGGUANG_PAGE_CACHE_MB", "64")) * 1024 * 1024
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

DEFAULT_FROM_EMAIL = os.environ.get("YANGGUANG_MAIL_FROM", "noreply@localhost")
EMAIL_HOST = os.environ.get("YANGGUANG_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("YANGGUANG_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("YANGGUANG_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("YANGGUANG_MAIL_PASSWORD", "")
EMAIL_USE_TLS = _flag("YANGGUANG_MAIL_TLS")
EMAIL_TIMEOUT = 20
# Without a mail server the letters are kept as files, so that nothing a unit should read is lost.
EMAIL_BACKEND = "django.core.mail.backends." + ("smtp" if EMAIL_HOST else "filebased") + ".EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"

SITE_NAME = os.environ.get("YANGGUANG_SITE_NAME", "思明区政务公开")
# What the law wants at the foot and in the labels of every page; an empty one is left out (国办发〔2017〕47号).
SITE_MARKS = {
    "domain": os.environ.get("YANGGUANG_SITE_DOMAIN", ""),
    "id_code": os.environ.get("YANGGUANG_SITE_ID_CODE", ""),
    "icp": os.environ.get("YANGGUANG_SITE_ICP", ""),
    "police": os.environ.get("YANGGUANG_SITE_POLICE", ""),
    "sponsor": os.environ.get("YANGGUANG_SITE_SPONSOR", "政务公开工作主管部门"),
    "phone": os.environ.get("YANGGUANG_SITE_PHONE", ""),
}
# Pages kept for findings of inspections: how long after a finding is done with, and how much in all.
KEPT_PAGES_DAYS = int(os.environ.get("YANGGUANG_KEPT_PAGES_DAYS", "730"))
KEPT_PAGES_BYTES = int(os.environ.get("YANGGUANG_KEPT_PAGES_MB", "2048")) * 1024 * 1024
# The address of the licence under which lists may be used again; empty: the terms on the site's own page of data.
DATA_LICENCE = os.environ.get("YANGGUANG_DATA_LICENCE", "")
# The name of this host among several that each keep a search index fed from one database (search/nodes.py).
SEARCH_NODE = os.environ.get("YANGGUANG_SEARCH_NODE", "main")[:60]
# A language model of the operator's own that speaks OpenAI's chat completions, such as http://127.0.0.1:8080/v1. Off by default.
MODEL_URL = os.environ.get("YANGGUANG_MODEL_URL", "")
MODEL_NAME = os.environ.get("YANGGUANG_MODEL_NAME", "default")
MODEL_KEY = os.environ.get("YANGGUANG_MODEL_KEY", "")
# How the site is called in letters and data; without it the address that `yangguang serve` listened on last.
ADDRESS_NOTE = HOME / "address"
SITE_ADDRESS = os.environ.get("YANGGUANG_ADDRESS") or _noted(ADDRESS_NOTE) or "http://127.0.0.1:8000"

# 索引号: {org} {category} {year} {seq}; the Xiamen pattern. Unit codes that the city has not confirmed start with
# the prefix (待核; operations.md says how to enter the real ones).
INDEX_NUMBER_PATTERN = os.environ.get("YANGGUANG_INDEX_NUMBER_PATTERN", "{org}-{category}-{year}-{seq:05d}")
INDEX_NUMBER_PREFIX = os.environ.get("YANGGUANG_INDEX_NUMBER_PREFIX", "XM")
# The unit whose consent 重大、敏感信息 need before release (task 11), by its code.
PUBLICITY_UNIT = os.environ.get("YANGGUANG_PUBLICITY_UNIT", "U18")
# The unit that keeps the register of plans (规划清册, task 1), and the one that receives the list of historical plans and
# keeps the columns (tasks 1 and 2), by their codes; and the address of the topic page of plans.
PLAN_REGISTER_UNIT = os.environ.get("YANGGUANG_PLAN_REGISTER_UNIT", "U02")
PLAN_ARCHIVE_UNIT = os.environ.get("YANGGUANG_PLAN_ARCHIVE_UNIT", "U22")
PLAN_TOPIC = os.environ.get("YANGGUANG_PLAN_TOPIC", "planning")
# The unit that keeps the register of normative documents (tasks 22-24), by its code; its 登记号 (待核).
NORMS_UNIT = os.environ.get("YANGGUANG_NORMS_UNIT", "U06")
NORM_NUMBER_PATTERN = os.environ.get("YANGGUANG_NORM_NUMBER_PATTERN", "SMGF-{year}-{seq:03d}")
# Hosts from which official texts may be fetched, comma-separated; none: people save the page and upload it.
OFFICIAL_HOSTS = [h for h in os.environ.get("YANGGUANG_OFFICIAL_HOSTS", "").split(",") if h]
# New media: hosts whose feeds may be read, and days without a post until a warning and until it counts (国办秘函〔2019〕19号
# says two weeks; a local rule may be stricter).
MEDIA_HOSTS = [h for h in os.environ.get("YANGGUANG_MEDIA_HOSTS", "").split(",") if h]
MEDIA_WARN_DAYS = int(os.environ.get("YANGGUANG_MEDIA_WARN_DAYS", "10"))
MEDIA_VETO_DAYS = int(os.environ.get("YANGGUANG_MEDIA_VETO_DAYS", "14"))
# 政策解读: who may consent to an exemption besides the asking unit, who keeps the 常务会议's agenda, who plans press
# conferences; codes of units, 待核 per site.
EXEMPTION_UNITS = [u for u in os.environ.get("YANGGUANG_EXEMPTION_UNITS", "U01,U06,U18").split(",") if u]
MEETING_UNIT = os.environ.get("YANGGUANG_MEETING_UNIT", "U01")
PRESS_UNIT = os.environ.get("YANGGUANG_PRESS_UNIT", "U20")
# 依申请公开: the reviewing bodies and the court of 教示 as a letter names them (待核 per site); whether items charged by the
# page count towards the month's items; days a notice gives to correct.
FOI_DISTRICT = os.environ.get("YANGGUANG_FOI_DISTRICT", "厦门市思明区人民政府")
FOI_CITY = os.environ.get("YANGGUANG_FOI_CITY", "厦门市人民政府")
FOI_COURT = os.environ.get("YANGGUANG_FOI_COURT", "有管辖权的人民法院")
# How the marks of letters begin where a unit has not entered its own (待核); whether the site may mail letters itself.
FOI_MARK_PREFIX = os.environ.get("YANGGUANG_FOI_MARK_PREFIX", "厦思")
# Years after the end of a case for which proofs of identity and everything personal are kept (0: without an end). The law
# says "the shortest that is needed" (个人信息保护法 art. 19) and no number: 待核 with the site's rules for its archives.
FOI_KEEP_IDENTITY_YEARS = int(os.environ.get("YANGGUANG_FOI_KEEP_IDENTITY_YEARS", "3"))
FOI_KEEP_PERSONAL_YEARS = int(os.environ.get("YANGGUANG_FOI_KEEP_PERSONAL_YEARS", "10"))
FOI_MAIL_LETTERS = _flag("YANGGUANG_FOI_MAIL_LETTERS")
# The unit whose people draw and read samples of replies (区司法局), by its code.
FOI_JUSTICE_UNIT = os.environ.get("YANGGUANG_FOI_JUSTICE_UNIT", "U06")
# Units besides the openness office whose lists of expressions count for every unit (区委宣传部), by their codes.
CHECKING_LIST_UNITS = tuple(os.environ.get("YANGGUANG_CHECKING_LIST_UNITS", "U18").replace(",", " ").split())
# Whether the web forms are tried through the site's own address (with everything in front of it) or inside the process.
FOI_PROBE_BY_ADDRESS = "YANGGUANG_ADDRESS" in os.environ
ATTACHMENT_LIMIT = int(os.environ.get("YANGGUANG_ATTACHMENT_LIMIT_MB", "50")) * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("YANGGUANG_LOG_LEVEL", "WARNING")},
    "loggers": {"yangguang": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
