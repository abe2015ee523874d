"""Every address begins here."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from ecoasset.pages import guide, home, language, password, sign_in, trouble
from ecoasset.upkeep import health

# Looked up when it is asked for: at the first start there are no static files yet.
ICON = lazy(static, str)("icon.svg")

# Before the administration's addresses are asked for, which name every page of it.
admin.autodiscover()

handler500 = trouble.server_error

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", home.home, name="home"),
    path(
        "favicon.ico",
        RedirectView.as_view(url=ICON, http_method_names=["get", "head"]),
        name="favicon",
    ),
    path("help/", guide.help_page, name="help"),
    path("help/where/", guide.where, name="where"),
    path("help/glossary/", guide.glossary_page, name="glossary"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("language/", language.language, name="language"),
    path("password/", password.password, name="password"),
    path("admin/", admin.site.urls),
    # First: `editions/new/` would else be an edition of the code `new`.
    path("", include("scoring.urls")),
    path("", include("surveys.urls")),
]
