from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from surveys.deletion_mark import answer_on


class SurveysConfig(AppConfig):
    """Everything from a city to a reviewed answer."""

    name = "surveys"
    verbose_name = _("Surveys")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What must hold on every connection and, of accounts, beside the services too."""
        connection_created.connect(answer_on, dispatch_uid="trail-on-sqlite")
        # By name: the services read models, which are there only now.
        account_saved = import_string("surveys.people.services.account_entry.account_saved")
        post_save.connect(account_saved, sender="surveys.User", dispatch_uid="account-entry")
