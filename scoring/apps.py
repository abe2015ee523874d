from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    """Everything from an indicator value to a rank and its export."""

    name = "scoring"
    verbose_name = _("Scoring")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The history shows this side's actions in this side's words."""
        # By name: the words read models, which are there only now.
        import_string("scoring.words.trail.trail_words_register")()
