"""The product's settings with what makes tests fast or self-contained, and nothing else."""

from ecoasset.settings import *  # noqa: F403
from ecoasset.settings import DATA, DATABASES
from ecoasset.settings import INSTALLED_APPS as PRODUCT_APPS
from ecoasset.settings import MIDDLEWARE as PRODUCT_MIDDLEWARE

INSTALLED_APPS = ["tests.emptied", *PRODUCT_APPS]  # the first app's command of a name counts

MIDDLEWARE = ["tests.honest.HonestPages", *PRODUCT_MIDDLEWARE]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # The manifest exists only after collectstatic.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = DATA.root / "static"
STATIC_ROOT.mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: a real worker opens it too, and locking is the real one.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA.root / "test.sqlite3")}
