"""Settings of the running system. Everything that differs between places comes from the environment."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

VAR = Path(env("DOUDI_VAR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool(
    "DOUDI_DEMO", default=False
)  # one sign-in per role on the sign-in page; `doudi demo` marks var/ with it
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "doudi.base",
    "doudi.mechanisms.registry",
    "doudi.mechanisms.phone",
    "doudi.mechanisms.registry.death_records",
    "doudi.mechanisms.exchange",
    "doudi.mechanisms.indicators",
    "doudi.mechanisms.ledger",
    "doudi.mechanisms.ledger.bank",
    "doudi.mechanisms.ledger.debts",
    "doudi.mechanisms.activities",
    "doudi.mechanisms.casework",
    "doudi.mechanisms.casework.notices",
    "doudi.mechanisms.casework.appeals",
    "doudi.mechanisms.casework.afield",
    "doudi.mechanisms.casework.surveys",
    "doudi.mechanisms.casework.texts",
    "doudi.mechanisms.custody",
    "doudi.mechanisms.matching",
    "doudi.mechanisms.orders",
    "doudi.mechanisms.orders.proof",
    "doudi.mechanisms.entitlement",
    "doudi.mechanisms.entitlement.archives",
    "doudi.programmes.assistance.dibao",
    "doudi.programmes.assistance.tekun",
    "doudi.programmes.assistance.low_income",
    "doudi.programmes.assistance.temporary",
    "doudi.programmes.assistance.on_demand_help",
    "doudi.programmes.elderly.age_allowances",
    "doudi.programmes.elderly.time_bank",
    "doudi.programmes.elderly.home_care",
    "doudi.programmes.elderly.meals",
    "doudi.programmes.elderly.home_adaptation",
    "doudi.programmes.disability.disability_subsidies",
    "doudi.programmes.children.child_allowances",
    "doudi.programmes.elderly.elder_visits",
    "doudi.programmes.children.minor_protection",
    "doudi.programmes.affairs.customs",
    "doudi.programmes.office.training",
    "doudi.programmes.office.work_plan",
    "doudi.programmes.disability.disability_visits",
    "doudi.programmes.funeral.deaths",
    "doudi.programmes.funeral.ashes",
    "doudi.programmes.funeral.cemeteries",
    "doudi.programmes.funeral.funeral_fees",
    "doudi.programmes.funeral.funeral_enforcement",
    "doudi.programmes.integrity.data_matching",
    "doudi.programmes.integrity.near_relatives",
    "doudi.programmes.integrity.card_keeping",
    "doudi.programmes.integrity.rectification",
    "doudi.programmes.integrity.leads",
    "doudi.programmes.integrity.regulations",
    "doudi.programmes.office.funds",
    "doudi.programmes.office.publicity",
    "doudi.programmes.office.remedies",
    "doudi.programmes.office.duties",
    "doudi.programmes.office.reception",
    "doudi.programmes.office.text_messages",
    "doudi.programmes.office.reports",
    "doudi.pages",
    "doudi.desk",
    "doudi.public",
    "doudi.demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "doudi.desk.middleware.PrivatePages",
    "doudi.desk.middleware.ReadOnce",
    "doudi.desk.middleware.SignedIn",
    "doudi.desk.middleware.SaidInChinese",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "doudi.config.urls"
WSGI_APPLICATION = "doudi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "doudi.desk.shell.context",
            ],
            "builtins": ["doudi.pages.templatetags.pages"],
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'doudi.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "cached_statements": 1000,  # prepared once; with the 128 that are usual a month's run prepares most of them again and again
        # FULL: after a power cut what was said to be posted is posted. NORMAL may lose the last commits; it costs one fsync each.
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA mmap_size=268435456;PRAGMA cache_size=-32000;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "doudi.desk.signin.locked"
AXES_VERBOSE = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "doudi.desk.errors.csrf"
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)  # without a click one has to sign in again
MESSAGE_TAGS = {20: "info", 25: "ok", 30: "warn", 40: "danger"}

# What stands in the head and foot of pages (国办发〔2017〕47号): organiser and the numbers of the site.
SITE_NAME = env("SITE_NAME", default="县民政综合业务信息系统")
SITE_ORGANISER = env("SITE_ORGANISER", default="县民政局")
SITE_CODE = env("SITE_CODE", default="")
SITE_ICP = env("SITE_ICP", default="")
SITE_POLICE = env("SITE_POLICE", default="")
SITE_PHONE = env("SITE_PHONE", default="")
PROXIES = env.int(
    "PROXIES", default=0
)  # how many proxies of one's own stand before the site: whose X-Forwarded-For is believed
# Text messages go to an HTTP gateway; without one they are written into a file and nothing leaves the house.
TEXT_GATEWAY = env("TEXT_GATEWAY", default="")
TEXT_GATEWAY_TOKEN = env("TEXT_GATEWAY_TOKEN", default="")
TEXT_FILE = VAR / "texts.jsonl"
# From what time of day on the jobs of the night run, where `doudi serve` runs; local time.
NIGHTLY_AT = dt.time.fromisoformat(env("NIGHTLY_AT", default="01:00"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # not by way of a cache of one process: who signs out has signed out in all of them

# What is quick to lose: each process has a memory of its own, and one that those of a machine share.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["doudi.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Static files are served from where they lie; their addresses carry a hash, so that browsers may keep them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 365 * 24 * 3600
FILES_ROOT = VAR / "files"
SNAPSHOTS_ROOT = VAR / "snapshots"
PREPARED_ROOT = VAR / "prepared"  # what the last comparison made ready; may be deleted at any time
KEY_FILE = VAR / "keys.json"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}


def secret_key() -> str:
    """The signing key, made at first start and readable by the owner alone."""
    import secrets

    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or secret_key()
