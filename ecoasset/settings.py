"""All settings; what a machine may change comes through `ecoasset.env` and nowhere else."""

from datetime import timedelta
from typing import Any

from ecoasset import env, logs, paths

BASE_DIR = env.BASE_DIR
CONFIG = env.read()
DATA = paths.DataFolder(CONFIG.data)
DATA.prepare()

DATA_DIR = DATA.root
EVIDENCE_DIR = DATA.evidence
DEBUG = CONFIG.debug
# Real data and other people: no demo account is made, and none signs in.
PRODUCTION = CONFIG.production
SECRET_KEY = CONFIG.secret_key or paths.key_file(DATA_DIR / "secret_key")
# Keys the digests of personal data in the trail; changing it breaks every comparison with old rows.
DIGEST_KEY = CONFIG.digest_key or paths.key_file(DATA_DIR / "digest_key")

INSTALLED_APPS = [
    "ecoasset.apps.EcoassetConfig",
    "surveys.apps.SurveysConfig",
    "scoring.apps.ScoringConfig",
    "ecoasset.apps.EcoassetAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "django_filters",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "ecoasset.doors.client_address.ClientAddressMiddleware",
    "ecoasset.middleware.RequestIdMiddleware",
    "ecoasset.security.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ecoasset.middleware.NoStoreMiddleware",
    "ecoasset.middleware.CompressionMiddleware",
    "ecoasset.security.BodyLimitMiddleware",
    "ecoasset.security.EncodingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ecoasset.security.StorableTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ecoasset.middleware.LanguageMiddleware",
    "ecoasset.doors.demo_door.DemoDoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ecoasset.doors.first_password.FirstPasswordMiddleware",
    "ecoasset.middleware.EditionMiddleware",
    "ecoasset.middleware.NotAllowedMiddleware",
    "ecoasset.middleware.OneStateMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ecoasset.urls"
WSGI_APPLICATION = "ecoasset.wsgi.application"
FORM_RENDERER = "surveys.forms.renderer.FormRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ecoasset.context.shell",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    # Taking the write lock at the start of a transaction is what lets many processes write.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def _database(chosen: env.Database | None) -> dict[str, Any]:
    if chosen is None or chosen.engine.endswith("sqlite3"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": chosen.name if chosen else DATA.database,
            "OPTIONS": SQLITE_OPTIONS,
        }
    return {
        "ENGINE": chosen.engine,
        "NAME": chosen.name,
        "USER": chosen.user,
        "PASSWORD": chosen.password,
        "HOST": chosen.host,
        "PORT": chosen.port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **chosen.options},
    }


DATABASES = {"default": {**_database(CONFIG.database), "ATOMIC_REQUESTS": False}}

# --- sign-in --------------------------------------------------------------------------------

AUTH_USER_MODEL = "surveys.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "ecoasset.doors.accounts.AccountsBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# ecoasset/doors/lock_out.py counts, by the address that ecoasset/doors/client_address.py believes.
AXES_HANDLER = "ecoasset.doors.lock_out.LockOutHandler"
AXES_CLIENT_IP_CALLABLE = "ecoasset.doors.client_address.address_of"
LOCK_OUT_PER_USERNAME = 20
LOCK_OUT_PER_ADDRESS = 30
LOCK_OUT_LONGEST_DELAY = 60
AXES_LOCKOUT_CALLABLE = "ecoasset.pages.sign_in.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False


# --- language and time ----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "ecoasset_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "ecoasset.formats"
USE_TZ = True
TIME_ZONE = env.TIME_ZONE

# --- static files and uploads ---------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_MAX_BYTES = CONFIG.upload_mb * 1024 * 1024
# A form may carry several files; whatever is larger is refused before its body is read.
REQUEST_MAX_BYTES = 4 * UPLOAD_MAX_BYTES
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_TEMP_DIR = DATA.uploads
# Parts of result pages, rendered once; what is kept may be lost at any time.
RENDERED_DIR = DATA.rendered
RENDERED_MAX_BYTES = CONFIG.rendered_mb * 1024 * 1024
# Pictures of documents' pages, in the same way.
PAGE_IMAGES_DIR = DATA.pages
PAGE_IMAGES_MAX_BYTES = CONFIG.page_images_mb * 1024 * 1024
MEDIA_ROOT = EVIDENCE_DIR  # never served by address: evidence goes through its own view

# --- security -------------------------------------------------------------------------------

ALLOWED_HOSTS = CONFIG.allowed_hosts
CSRF_TRUSTED_ORIGINS = CONFIG.trusted_origins
SESSION_COOKIE_NAME = "ecoasset_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = CONFIG.https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "ecoasset_csrf"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if CONFIG.https else 0
SERVED_OVER_HTTPS = CONFIG.https
TRUSTED_PROXIES = CONFIG.trusted_proxies
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.https else None

# --- work in the background -----------------------------------------------------------------

BROKER_CONNECT_SECONDS = 1
CELERY_BROKER_URL = CONFIG.redis_url or f"redis+socket://{DATA.broker_socket}"
CELERY_BROKER_CONNECTION_TIMEOUT = BROKER_CONNECT_SECONDS
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for ever
# A request that publishes must not wait for a broker that is gone: one quick second try.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": BROKER_CONNECT_SECONDS,
    "socket_timeout": BROKER_CONNECT_SECONDS,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_PUBLISH_RETRY = False  # the sweep finds what a lost message left behind
# What the worker for studies loads while it waits; the other one loads everything.
STUDY_IMPORTS = ("ecoasset.every_worker", "surveys.study_tasks", "scoring.study_tasks")
CELERY_IMPORTS = (*STUDY_IMPORTS, "surveys.tasks", "scoring.tasks", "ecoasset.tasks")
CELERY_TASK_ROUTES = {
    "scoring.study_block": {"queue": "studies"},
    "scoring.prerender": {"queue": "studies"},
    "surveys.round_statistics": {"queue": "studies"},
    "surveys.wordings": {"queue": "studies"},
}
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_AUTOSCALER = "ecoasset.upkeep.pool:NeededProcesses"
# After a lost connection it would count by the processes of the moment, which may be none.
CELERY_WORKER_ENABLE_PREFETCH_COUNT_REDUCTION = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "ecoasset.upkeep.beat:SteadyScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "scoring.sweep",
        # Without `expires`, which compares the clocks of two machines: the sweep itself
        # passes over those that waited in the queue.
        "schedule": timedelta(seconds=CONFIG.sweep_seconds),
    },
    "tidy": {"task": "ecoasset.tidy", "schedule": timedelta(hours=1)},
    "citations": {"task": "surveys.citations_recheck", "schedule": timedelta(minutes=10)},
}

# --- logs -----------------------------------------------------------------------------------
# Standard error only: commands write their results to standard output, and `run` sends each
# process's output to a file of its own under the data folder's `logs/`.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "ecoasset.logs.RequestIdFilter"},
        "client_fault": {"()": "ecoasset.logs.ClientFaultFilter"},
    },
    "formatters": {
        "line": {
            "()": "ecoasset.logs.LineFormatter",
            "format": logs.FORMAT,
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "client_fault"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stderr"], "level": CONFIG.log_level},
    "loggers": {
        # Django adds handlers of its own to this one; ours at the root is enough.
        "django": {"handlers": [], "level": CONFIG.log_level, "propagate": True},
    },
}
