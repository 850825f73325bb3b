# SPDX-License-Identifier: EUPL-1.2
"""All settings, in one file, read from the environment and loud when something is missing.

`GM_LOCAL=1` (set by `gm_portal.local`) means: this machine, plain http. `GM_DEMO=1` means: the embedded
database with the demo people. Without `GM_LOCAL` the portal runs as production and refuses to start
with demo accounts, DEBUG or a weak secret.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env
from redis.backoff import NoBackoff
from redis.retry import Retry

from gm_portal.celery import app as celery_app

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", "var")).resolve()

# --- what kind of run this is -------------------------------------------------------------------
LOCAL = env.bool("GM_LOCAL", False)
DEMO = env.bool("GM_DEMO", False)
DEBUG = env.bool("DEBUG", False)
PRODUCTION = not LOCAL
SECRET_KEY = env.str("SECRET_KEY")

if PRODUCTION:
    if DEMO:
        raise ImproperlyConfigured(
            "GM_DEMO makes demo accounts with a known password: leave it out in production."
        )
    if DEBUG:
        raise ImproperlyConfigured("DEBUG shows internals to everyone: leave it out in production.")
    if (
        len(SECRET_KEY) < 50
        or len(set(SECRET_KEY)) < 10
        or SECRET_KEY.startswith(("django-insecure", "change"))
    ):
        raise ImproperlyConfigured("SECRET_KEY is weak: set at least 50 random characters.")

SITE_NAME = "Wijk- en dorpsdemocratie Groningen"
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.str('PORT', '8000')}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["*"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [SITE_URL] if SITE_URL.startswith("https://") else [])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is empty: name the hosts this portal answers to.")

# --- parts --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "gm_portal.core",
    "gm_portal.accounts",
    "processes",
    "agendas",
    "gm_portal.dashboards",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gm_portal.core.headers.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gm_portal.core.language.LanguageMiddleware",
    "gm_portal.core.pages.PublishedPagesMiddleware",
    "gm_portal.core.packing.PackingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gm_portal.core.methods.WrongMethodMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gm_portal.core.text.ReadableTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gm_portal.core.actors.ActorMiddleware",
    "gm_portal.core.gate.ClosedByDefaultMiddleware",
    "gm_portal.accounts.second_factor.SecondFactorMiddleware",
]
ROOT_URLCONF = "gm_portal.urls"
WSGI_APPLICATION = "gm_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gm_portal.core.context.portal",
                "gm_portal.dashboards.context.warnings",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["nlds"]
CRISPY_TEMPLATE_PACK = "nlds"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- data ---------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
# A connection that died with the database (a restart) is replaced before a visitor notices.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
    # One pool per process; a thread borrows a connection for the length of a request.
    "pool": {"min_size": 1, "max_size": env.int("DB_POOL_SIZE", 6), "timeout": 10, "max_lifetime": 1800},
}
REDIS_URL = env.str("REDIS_URL")
_CACHE = {
    "LOCATION": REDIS_URL,
    "KEY_PREFIX": "gm",
    "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2, "retry": Retry(NoBackoff(), 1)},
}
CACHES = {
    "default": {"BACKEND": "gm_portal.core.forgiving_cache.ForgivingRedisCache", **_CACHE},
    "strict": {"BACKEND": "gm_portal.core.forgiving_cache.StrictRedisCache", **_CACHE},
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

# --- jobs ---------------------------------------------------------------------------------------
# Every process that reads the settings sends its tasks through our app, from each of its threads.
celery_app.set_default()
CELERY_BROKER_URL = REDIS_URL
# A broker that hangs must not hang the visitor; the mail and reminder sweeps make good what was lost.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
}
CELERY_BEAT_SCHEDULER = "gm_portal.celery:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "run" / "beat")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["gm_portal.accounts.backends.PortalBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mijn/"
# Who just accepted an invitation goes on to the first thing to do.
INVITATION_REDIRECT_URL = "/mijn/begin/"
ACCOUNT_ADAPTER = "gm_portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none" if DEMO else "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Attempts count per account or address typed in. The limits per network address only stop floods: a hall
# full of residents on one Wi-Fi shares an address. Counted on the shared cache, so over all web servers.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "300/m/ip,5/300s/key",
    "reset_password": "300/m/ip,5/m/key",
    "reset_password_from_key": "300/m/ip",
}
# How many proxies of our own stand in front; without it everybody would seem to come from the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0)
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Resident organisations confirm a password with a code by e-mail; the demo skips this second step.
ACCOUNT_LOGIN_BY_CODE_REQUIRED = set() if DEMO else {"password"}
SECOND_FACTOR_REQUIRED = not DEMO
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_TOTP_ISSUER = SITE_NAME
SOCIALACCOUNT_ADAPTER = "gm_portal.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": env.json("OIDC_APPS", [])}}
USERSESSIONS_TRACK_ACTIVITY = False
INVITATION_DAYS = 14

# --- mail ---------------------------------------------------------------------------------------
_mail = env.dj_email_url("EMAIL_URL", "file:" if LOCAL else "smtp://localhost:25")
if "EMAIL_BACKEND" not in _mail:
    raise ImproperlyConfigured("EMAIL_URL names no mail server: write submission://user:password@host:587.")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <portaal@localhost>")
# Where answers go, and where mail goes that cannot be delivered; empty: to the sender.
MAIL_REPLY_TO = env.str("MAIL_REPLY_TO", "")
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", "")
# The services whose reports django-anymail reads.
MAIL_SERVICES = frozenset(
    "amazon_ses brevo mailersend mailgun mailjet mailtrap mandrill postal postmark resend sendgrid sparkpost unisender_go".split()
)
# What comes back is told by a mail service at /mail/terug/, or read from a mailbox of our own.
MAIL_SERVICE = env.str("MAIL_SERVICE", "")
ANYMAIL: dict[str, Any] = dict(env.json("ANYMAIL", {}))
BOUNCE_BOX = env.str("BOUNCE_BOX", "")
if MAIL_SERVICE and MAIL_SERVICE not in MAIL_SERVICES:
    raise ImproperlyConfigured(f"MAIL_SERVICE is none of: {', '.join(sorted(MAIL_SERVICES))}.")
if MAIL_SERVICE and not any(name.endswith(("WEBHOOK_SECRET", "_KEY", "_SECRET")) for name in ANYMAIL):
    raise ImproperlyConfigured(
        'MAIL_SERVICE without a secret is open to everybody: set ANYMAIL={"WEBHOOK_SECRET": "user:password"}.'
    )
if BOUNCE_BOX and not BOUNCE_BOX.startswith(("imaps://", "imap://127.0.0.1", "imap://localhost")):
    raise ImproperlyConfigured("BOUNCE_BOX holds a password: write imaps://user:password@host/INBOX.")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "portaal@localhost")


# --- reminders ----------------------------------------------------------------------------------
def _weeks(number: int) -> int:
    """A number of weeks that makes sense."""
    if not 1 <= number <= 520:
        raise ImproperlyConfigured("REMIND_QUIET_WEEKS is a number of weeks: set 1 or more, at most 520.")
    return number


def _month_and_day(text: str) -> tuple[int, int]:
    """A day of every year, written as MM-DD; 02-29 is the 28th in most years."""
    try:
        day = datetime.strptime(f"2024-{text}", "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"COUNCIL_OVERVIEW_ON is no day of the year: {text!r}. Write a month and a day, such as 09-01."
        ) from error
    return day.month, day.day


# After so many weeks without a text, a conversation is called quiet.
REMIND_QUIET_WEEKS = _weeks(env.int("REMIND_QUIET_WEEKS", 6))
# Before the budget, the council is invited to read how all areas stand.
COUNCIL_OVERVIEW_ON = _month_and_day(env.str("COUNCIL_OVERVIEW_ON", "09-01"))

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LANGUAGE_COOKIE_NAME = "taal"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# --- looks --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    # Nothing is kept by the default storage: every file has a storage of its own.
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    # Evidence: outside all that is served by itself; a view hands it out as a download.
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.str("EVIDENCE_ROOT", str(DATA_DIR / "evidence")),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
# What is compressed by nature, and the letters of the papers, which no browser asks for.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "webp", "zip", "gz", "br", "woff", "woff2", "ttf"]
THEME_CSS = env.str("THEME_CSS", "")
THEME_CLASS = env.str("THEME_CLASS", "")

# --- headers (docs/privacy and conventions: BIO2, WCAG) ------------------------------------------
IDENTITY_PROVIDER_ORIGINS: list[str] = env.list("IDENTITY_PROVIDER_ORIGINS", [])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *IDENTITY_PROVIDER_ORIGINS],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gm_portal.core.failures.csrf_failure"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "gm_portal.core.uploads.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "hide_secrets": {"()": "gm_portal.core.logs.HideSecrets"},
        "leave_out_health": {"()": "gm_portal.core.logs.LeaveOutHealth"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["hide_secrets", "leave_out_health"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
