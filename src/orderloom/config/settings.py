"""Django's settings; what an installation may choose comes from the environment (docs/operations.md)."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from orderloom.config import home

PACKAGE = Path(__file__).resolve().parents[1]
ROLE: home.Role = os.environ.get("ORDERLOOM_ROLE", "app")  # type: ignore[assignment]  # checked by home.database_url

SECRET_KEY = home.secrets()["secret_key"]
DEBUG = False
ADDRESS = os.environ.get("ORDERLOOM_ADDRESS", "http://127.0.0.1:8000")
ALLOWED_HOSTS = [host for host in os.environ.get("ORDERLOOM_HOSTS", "*").split(",") if host]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
OUTWARD_LOOPBACK = False  # tests let messages go to this machine itself
SECURE = ADDRESS.startswith("https://")
LINK_DAYS = int(os.environ.get("ORDERLOOM_LINK_DAYS", "14"))  # how long a link in a message works
LIVE_URL = os.environ.get("ORDERLOOM_LIVE_URL", "")  # empty: the same host, on the next port

STAGES = (
    "kernel",
    "ui",
    "identity",
    "partners",
    "negotiation",
    "scripting",
    "catalog",
    "intake",
    "production",
    "routing",
    "shipping",
    "cases",
    "messages",
    "links",
    "notifications",
    "integrations",
    "portals",
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "template_partials",
    *(f"orderloom.{stage}" for stage in STAGES),
    "allauth",  # after our stages: its sign-in pages are replaced by ours
    "allauth.account",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "orderloom.identity.api_door.ApiDoor",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "orderloom.ui.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "orderloom.identity.middleware.Audience",
    "orderloom.portals.link_door.LinkDoor",
    "orderloom.portals.middleware.Refusals",
]
ROOT_URLCONF = "orderloom.config.urls"
WSGI_APPLICATION = "orderloom.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "orderloom.ui.templatetags.loom",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "orderloom.ui.context.ui",
                "orderloom.portals.context.portal",
            ],
        },
    }
]

FORM_RENDERER = "orderloom.ui.form_renderer.Renderer"

DATABASES = {
    "default": {
        **home.django_database(ROLE),
        "ENGINE": "orderloom.kernel.postgres",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes, so that a limit on sign-in tries counts once (no second store to run).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "orderloom_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # of a full one, tries at many addresses would push out a third
    }
}

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "orderloom.identity.adapter.Adapter"
OPEN_SIGNUP = os.environ.get("ORDERLOOM_OPEN_SIGNUP", "") == "1"  # whoever signs in may make a workspace
ACCOUNT_FORMS = {
    "signup": "orderloom.identity.forms.FirstForm",
    "login": "orderloom.identity.forms.SignInForm",
    "reset_password": "orderloom.identity.forms.ResetForm",
    "reset_password_from_key": "orderloom.identity.forms.ResetKeyForm",
    "set_password": "orderloom.identity.forms.SetForm",
    "change_password": "orderloom.identity.forms.ChangeForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "orderloom.ui.web.csrf_failure"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [path for stage in ("config", *STAGES) if (path := PACKAGE / stage / "locale").is_dir()]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = home.home() / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a place that is not there
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if (STATIC_ROOT / "staticfiles.json").exists()
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = home.home() / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

_mail = urlsplit(os.environ.get("ORDERLOOM_MAIL_URL", ""))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _mail.scheme
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(home.home() / "mail")
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("ORDERLOOM_MAIL_FROM", "Orderloom <orderloom@localhost>")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "orderloom.kernel.jobs.ready"
PROCRASTINATE_READONLY_MODELS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ORDERLOOM_LOG", "WARNING")},
}
MESSAGE_TAGS = {40: "risk", 30: "wait", 25: "done", 20: "idle"}
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS and redirects are for https only, see SECURE above
    "security.W008",
    "security.W012",
    "security.W016",
]
