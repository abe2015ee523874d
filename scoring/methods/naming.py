"""What a new version has to be called, and that it says why it is there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scoring.methods.fields import Fault
from scoring.models import MethodVersion
from scoring.models.method import DEFAULT_METHOD

NAME_LENGTH = MethodVersion._meta.get_field("name").max_length or 60


def naming_faults(name: str, note: str) -> tuple[Fault, ...]:
    """All that is wrong with them, each at its field."""
    name, faults = name.strip(), []
    if not name or len(name) > NAME_LENGTH:
        text = _("Give a name of at most %(n)d characters.") % {"n": NAME_LENGTH}
        faults.append(Fault("name", text))
    if name == DEFAULT_METHOD:
        # An edition without a choice follows the newest version of this name: making one
        # would change published ranks without the right to choose a method.
        text = _("The name %(name)s is the program's own. Choose another.") % {"name": name}
        faults.append(Fault("name", text))
    if not note.strip():
        faults.append(Fault("note", _("Say what is different and why.")))
    return tuple(faults)
