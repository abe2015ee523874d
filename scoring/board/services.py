"""Views of the board that people keep under a name."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from scoring.models import BoardView
from surveys.errors import Refused
from surveys.models import User
from surveys.permissions import Action, can
from surveys.rounds.services.new_row import new_row_store, row_check

# More nobody finds again.
MOST_VIEWS = 50


@transaction.atomic
def board_view_keep(*, actor: User, name: str, query: str) -> BoardView:
    """A board under a name; one of that name of the same person becomes this one.

    Refused: a name or an address that is too long or empty, and more than fifty views.
    """
    name = " ".join(name.split())
    view = BoardView.objects.filter(owner=actor, name=name).first()
    if view is not None:
        view.query = query
        row_check(row=view)
        view.save(update_fields=["query", "kept_at"])
        return view
    if BoardView.objects.filter(owner=actor).count() >= MOST_VIEWS:
        raise Refused(_("You keep %(most)d views already: remove one.") % {"most": MOST_VIEWS})
    view = BoardView(owner=actor, name=name, query=query)
    new_row_store(row=view, twice=_twice(), field="name")
    return view


@transaction.atomic
def board_view_rename(*, actor: User, view: BoardView, name: str) -> None:
    """Refused for another's view, and for a name that one of the person's views has."""
    _require_own(actor, view)
    name = " ".join(name.split())
    if BoardView.objects.filter(owner=actor, name=name).exclude(pk=view.pk).exists():
        raise Refused(_twice(), field="name")
    view.name = name
    row_check(row=view)
    view.save(update_fields=["name", "kept_at"])


@transaction.atomic
def board_view_share(*, actor: User, view: BoardView, shared: bool) -> None:
    """Show one's view to everybody, or to nobody else again. To share is refused to those who
    manage no edition, and to demo accounts, who would reach beyond their editions."""
    _require_own(actor, view)
    if shared and (actor.is_demo or not can(actor, Action.MANAGE_EDITION)):
        raise Refused(_("Only a manager shares a view with all."))
    view.shared = shared
    view.save(update_fields=["shared", "kept_at"])


@transaction.atomic
def board_view_remove(*, actor: User, view: BoardView) -> None:
    """Refused for another's view."""
    _require_own(actor, view)
    view.delete()


def _require_own(actor: User, view: BoardView) -> None:
    if view.owner_id != actor.pk:
        raise Refused(_("This view is another's: keep one of your own."))


def _twice() -> str:
    return _("You keep a view of that name already.")
