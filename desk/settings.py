"""Settings, all of them read from the environment; .env.example explains each variable."""

from pathlib import Path
from typing import Any

import pghistory
from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

from desk import embedded, env

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_file(BASE_DIR / ".env")
VAR = Path(env.text("DESK_VAR", str(BASE_DIR / "var")))
if not env.text("DATABASE_URL", ""):
    # A command beside a running demo uses the demo's own mail server, address and queue.
    env.load_file(VAR / "run" / "demo.env")

# What kind of installation this is
DEBUG = env.flag("DEBUG")
DEMO = env.flag("DESK_DEMO")
DATABASE_URL = env.text("DATABASE_URL", "")
EMBEDDED = not DATABASE_URL
SECRET_KEY = env.text("SECRET_KEY", env.kept_secret(VAR / "secret") if EMBEDDED else None)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "desk.admin_config.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "leaflet",
    "csp",
    "pghistory",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "desk",
    "desk.agencies",
    "desk.accounts",
    "desk.history",
    "desk.work",
    "desk.files",
    "desk.paper",
    "desk.post",
    "tps",
    "risks",
    "desk.coordination",
    "desk.recap",
    "desk.map",
    "desk.briefings",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "desk.plain.DeviceMiddleware",
    "desk.plain.BodyLimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "desk.health.HealthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "desk.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "desk.language.PersonsLanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "desk.plain.PlainTextMiddleware",
    "desk.files.uploads.RoomMiddleware",
    "desk.patience.PatienceMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "desk.context.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tps.middleware.ElectionMiddleware",
]

ROOT_URLCONF = "desk.urls"
WSGI_APPLICATION = "desk.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "desk.templatetags.badges",
                "desk.templatetags.desk",
                "desk.templatetags.figures",
                "desk.templatetags.recap",
                "desk.templatetags.saved",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "desk.frame.frame",
            ],
        },
    },
]

DATABASES = {
    "default": env.database(DATABASE_URL or embedded.database_url(VAR), pool=env.flag("DATABASE_POOL")),
}
# How long one statement of a page may take, in seconds; 0: as long as it likes.
DESK_PAGE_SECONDS = env.number("DESK_PAGE_SECONDS", 60, 0, 3600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who may come in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "desk.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Desk Pemilu] "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "desk.accounts.sign_in.LoginForm",
    "change_password": "desk.accounts.sign_in.ChangePasswordForm",
    "set_password": "desk.accounts.sign_in.SetPasswordForm",
    "reset_password": "desk.accounts.sign_in.ResetPasswordForm",
    "reset_password_from_key": "desk.accounts.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "desk.accounts.sign_in.ReauthenticateForm",
}
# Wrong guesses count by device, by address and account, by address, and widely by account (desk.accounts.adapter).
ACCOUNT_RATE_LIMITS = {
    "login": "240/m/ip",
    "login_failed": "",
    "desk_device": "10/5m/key",
    "desk_pair": "5/5m/key",
    "desk_address": "60/m/key",
    "desk_account": "100/h/key",
    "reset_password": "20/m/ip,5/10m/key",
}
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
MFA_ADAPTER = "desk.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "desk.accounts.sign_in.AuthenticateForm",
    "reauthenticate": "desk.accounts.sign_in.ReauthenticateCodeForm",
    "activate_totp": "desk.accounts.sign_in.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Desk Pemilu"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# The chosen language outlives the session.
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31536000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if env.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

# What a page may load: its own host, which also serves a local file of tiles, and the tile server where one is set
TILE_FILE = env.text("DESK_TILE_FILE", "")
TILE_URL = env.text("DESK_TILE_URL", "")
TILE_ATTRIBUTION = env.text("DESK_TILE_ATTRIBUTION", "")
TILE_ORIGIN = env.text("DESK_TILE_ORIGIN", "")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *([TILE_ORIGIN] if TILE_ORIGIN else [])],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    },
}
LEAFLET_CONFIG = {
    "DEFAULT_CENTER": (-6.45, 106.0),
    "DEFAULT_ZOOM": 9,
    "MIN_ZOOM": 4,
    "MAX_ZOOM": 19,
    "TILES": [],
    "ATTRIBUTION_PREFIX": "",
    "RESET_VIEW": False,
    "NO_GLOBALS": False,
    "SCALE": "metric",
}

# Words and time
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "desk" / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = env.text("DESK_TIME_ZONE", "Asia/Jakarta")
TIME_ZONE_LABEL = env.text("DESK_TIME_ZONE_LABEL", "WIB")
DESK_CUT_OFF = env.clock("DESK_CUT_OFF", "00:00")
# Whether the person who prepared a briefing may also authorise it.
DESK_AUTHORISE_OWN = env.flag("DESK_AUTHORISE_OWN")
# The office's own certificate (PKCS#12) with which issued papers are signed; empty: they are not signed
DESK_SIGNING_CERTIFICATE = env.text("DESK_SIGNING_CERTIFICATE", "")
DESK_SIGNING_PASSPHRASE = env.text("DESK_SIGNING_PASSPHRASE", "")
DESK_SIGNING_PASSPHRASE_FILE = env.text("DESK_SIGNING_PASSPHRASE_FILE", "")
DESK_PROVINCE = env.text("DESK_PROVINCE", "36")

# Risks: whose statements go first, and for how many hours a sighting of water says how things are
DESK_SOURCE_PRECEDENCE = env.words("DESK_SOURCE_PRECEDENCE")
DESK_SIGHTING_HOURS = env.number("DESK_SIGHTING_HOURS", 24, 1, 24 * 30)
# Likelihood times impact (1 to 25) from which a risk is medium, high, critical; each lies above the one before
DESK_MATRIX_MEDIUM = env.number("DESK_MATRIX_MEDIUM", 5, 2, 23)
DESK_MATRIX_HIGH = env.number("DESK_MATRIX_HIGH", 10, DESK_MATRIX_MEDIUM + 1, 24)
DESK_MATRIX_CRITICAL = env.number("DESK_MATRIX_CRITICAL", 17, DESK_MATRIX_HIGH + 1, 25)
# Hours after which a risk that stays in its status is stale
DESK_STALE_REPORTED = env.number("DESK_STALE_REPORTED", 24, 1)
DESK_STALE_VERIFIED = env.number("DESK_STALE_VERIFIED", 72, 1)
DESK_STALE_MITIGATING = env.number("DESK_STALE_MITIGATING", 168, 1)
# Days after which a referral that nobody has answered is named on Beranda
DESK_REFERRAL_DAYS = env.number("DESK_REFERRAL_DAYS", 3, 1, 60)
# Minutes for which an action on many risks can be taken back as a whole
DESK_UNDO_MINUTES = env.number("DESK_UNDO_MINUTES", 30, 1, 24 * 60)

# Recap: hours after midnight of polling day by which a form should be on its way, for stations within reach and for
# those without signal; seconds for which watchers of the board share one look at the pulse
DESK_RECAP_HOURS = env.number("DESK_RECAP_HOURS", 21, 1, 24 * 14)
DESK_RECAP_UNREACHABLE_HOURS = env.number("DESK_RECAP_UNREACHABLE_HOURS", 36, 1, 24 * 14)
DESK_RECAP_LAG = env.number("DESK_RECAP_LAG", 2, 0, 60)
# Courier legs: minutes of lateness at which each rung of the ladder begins
DESK_LEG_LATE_FIRST = env.number("DESK_LEG_LATE_FIRST", 15, 1, 24 * 60)
DESK_LEG_LATE_SECOND = env.number("DESK_LEG_LATE_SECOND", 45, DESK_LEG_LATE_FIRST + 1, 24 * 60 + 1)
DESK_LEG_LATE_THIRD = env.number("DESK_LEG_LATE_THIRD", 90, DESK_LEG_LATE_SECOND + 1, 24 * 60 + 2)
# A postponed vote: days after polling day beyond which the desk warns, and the law that says so (empty: not filled in)
DESK_POSTPONED_MOST_DAYS = env.number("DESK_POSTPONED_MOST_DAYS", 10, 1, 365)
DESK_POSTPONED_BASIS = env.text("DESK_POSTPONED_BASIS", "")
# Days before polling day by which every blank spot should have its fallback plan; reminders are due from then on
DESK_PLAN_DAYS = env.number("DESK_PLAN_DAYS", 7, 1, 60)
# Reading Sirekap: off unless the desk wants it; a hint only, never the truth
DESK_SIREKAP = env.flag("DESK_SIREKAP")
# The only hosts of which Sirekap may be read, and how many addresses one reading may ask
DESK_SIREKAP_HOSTS = env.words("DESK_SIREKAP_HOSTS")
DESK_SIREKAP_MOST = env.number("DESK_SIREKAP_MOST", 2000, 1, 200_000)
# Vote totals of what Sirekap showed: off unless a desk wants them, and then an admin turns them on for each election
DESK_VOTE_TOTALS = env.flag("DESK_VOTE_TOTALS")

# Contacts of agencies: days before the last one in which the desk is warned, days after it until it is deleted
DESK_CONTACT_WARN_DAYS = env.number("DESK_CONTACT_WARN_DAYS", 14, 1, 365)
DESK_CONTACT_KEEP_DAYS = env.number("DESK_CONTACT_KEEP_DAYS", 30, 0, 3650)
# How often history is sealed, in minutes.
DESK_SEAL_MINUTES = env.number("DESK_SEAL_MINUTES", 60, 1, 24 * 60)

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR / "media")))
MEDIA_URL = ""
S3_BUCKET = env.text("S3_BUCKET", "")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        # Keys come from S3_ACCESS_KEY and S3_SECRET_KEY, or from the machine's role when both are empty.
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT", "") or None,
            "region_name": env.text("S3_REGION", "") or None,
            "access_key": env.text("S3_ACCESS_KEY", "") or None,
            "secret_key": env.text("S3_SECRET_KEY", "") or None,
            "addressing_style": env.text("S3_ADDRESSING", "auto"),
            "signature_version": "s3v4",
            # A stored file is provenance: a second one of the same name never replaces it.
            "file_overwrite": False,
            "default_acl": None,
        },
    }
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "desk.files.uploads.RoomyUploadHandler",
]
IMPORT_PAGE_BYTES = 20 * 1024 * 1024
LARGEST_REQUEST_BYTES = (
    64 * 1024 * 1024
)  # more is refused unread; a file between this and its own limit gets a sentence
IMPORT_COMMAND_BYTES = 128 * 1024 * 1024

# Mail: everything goes through rows (desk.post); a transport brings it to the relay
EMAIL_BACKEND = "desk.post.backend.RowBackend"
MAIL_TRANSPORT = env.text("MAIL_TRANSPORT", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.number("EMAIL_PORT", 1025, 1, 65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL")
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 20, 1, 300)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Desk Pemilu <desk@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Cache and background work
REDIS_URL = env.text("REDIS_URL", "")
DATABASE_CACHE: dict[str, object] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "desk_cache",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
# While Redis is gone the database remembers limits and used codes; copies of sessions are then not needed.
CACHES: dict[str, dict[str, Any]] = (
    {
        "default": {"BACKEND": "desk.cache.SteadyCache", "LOCATION": REDIS_URL, "OPTIONS": {"instead": "database"}},
        "sessions": {"BACKEND": "desk.cache.SteadyCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "session"},
        "database": DATABASE_CACHE,
    }
    if REDIS_URL
    else {"default": DATABASE_CACHE}
)
SESSION_CACHE_ALIAS = "sessions"
SESSION_ENGINE = "desk.sessions" if REDIS_URL else "django.contrib.sessions.backends.db"
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", REDIS_URL or "filesystem://")
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": str(VAR / "broker" / "queue"),
        "data_folder_out": str(VAR / "broker" / "queue"),
        "control_folder": str(VAR / "broker" / "control"),
    }
    if CELERY_BROKER_URL.startswith("filesystem")
    # No second try: a person who asks for work would wait six seconds for a nudge that the sweep makes good anyway.
    else {"socket_timeout": 5, "socket_connect_timeout": 5, "visibility_timeout": 3600, "max_retries": 0}
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "desk"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat" / "schedule")
# How often beat has due work looked for, and how long a worker's job stays its own without a sign of life.
DESK_TICK_SECONDS = env.number("DESK_TICK_SECONDS", 60, 2, 60)
DESK_LEASE_SECONDS = env.number("DESK_LEASE_SECONDS", 90, 5, 3600)

# History: triggers write it, nobody edits it
PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_ADMIN_ALL_EVENTS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "granian.access": {"level": "WARNING"},
    },
}
