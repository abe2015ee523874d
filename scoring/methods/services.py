from __future__ import annotations

import hashlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from scoring.index.chain.chain import check_method, compute, method_weights
from scoring.index.method.method import Method, method_from_json, method_to_json, method_to_text
from scoring.index.refusals import DataError, MethodError
from scoring.methods.naming import naming_faults
from scoring.models import EditionMethod, MethodVersion
from scoring.runs.inputs import UnsettledInputs, inputs_read, method_of, tree_read
from scoring.words.reasons import placed_words
from surveys.errors import Refused
from surveys.history.services import trail_write
from surveys.models import Edition, User
from surveys.open_edition import edition_touch


class MethodExists(Refused):
    """The same parameters are stored already; `version` says as which."""

    def __init__(self, version: MethodVersion) -> None:
        super().__init__(
            _("Nothing to save: these parameters are those of %(version)s.") % {"version": version}
        )
        self.version = version


def method_create(
    *, actor: User, method: Method, name: str, note: str, based_on: MethodVersion | None = None
) -> MethodVersion:
    """Store a method as the next version of its name.

    Refused where the tree has no such code, the weights of siblings are all zero, the name
    is empty or the program's own, the note is empty, or a version of equal parameters exists
    (`MethodExists`).
    """
    name, note = name.strip(), note.strip()
    for fault in naming_faults(name, note):
        raise Refused(fault.text, field=fault.field)
    _refuse_strange_codes(method)
    sha256 = hashlib.sha256(method_to_text(method).encode()).hexdigest()
    stored = MethodVersion.objects.filter(sha256=sha256).first()
    if stored is not None:
        raise MethodExists(stored)
    version = MethodVersion(name=name, note=note, parameters=method_to_json(method), sha256=sha256)
    try:
        return _store(actor, version, based_on)
    except IntegrityError as error:
        text = _("Somebody else saved a version of this name at the same moment. Save again.")
        raise Refused(text) from error


@transaction.atomic
def _store(actor: User, version: MethodVersion, based_on: MethodVersion | None) -> MethodVersion:
    last = MethodVersion.objects.filter(name=version.name).order_by("-number").first()
    version.number = last.number + 1 if last else 1
    version.save()
    new = {"method": str(version), "sha256": version.sha256}
    trail_write(
        actor=actor,
        action="method.create",
        subject=version,
        edition=None,
        new={**new, "based_on": str(based_on)} if based_on else new,
        reason=version.note,
    )
    return version


def _refuse_strange_codes(method: Method) -> None:
    tree = tree_read()
    try:
        check_method(method, tree)
        method_weights(method, tree)
    except MethodError as error:
        raise Refused(placed_words(error)) from error


def method_choose(*, actor: User, edition: Edition, version: MethodVersion) -> bool:
    """Compute the edition by this version from now on; False where it is already so.

    Refused where the version cannot score what the edition holds now, on either basis: the
    check runs before the transaction, which only writes.
    """
    if method_of(edition).pk == version.pk:
        return False
    if edition.inputs_version and not edition.ranks_only:
        _refuse_unusable(edition, version)
    edition_choose_method(actor=actor, edition=edition, version=version)
    return True


def _refuse_unusable(edition: Edition, version: MethodVersion) -> None:
    try:
        inputs = inputs_read(edition.pk)
        for raw in inputs.raw.values():
            method = method_from_json(version.parameters)
            compute(raw, inputs.tree, method, groups=inputs.cities.groups)
    except UnsettledInputs as error:
        raise Refused(_("The edition is changing right now. Try again in a moment.")) from error
    except (DataError, MethodError) as error:
        raise Refused(
            _("%(version)s cannot score %(edition)s: %(reason)s")
            % {"version": version, "edition": edition.code, "reason": placed_words(error)},
            field="edition",
        ) from error


@transaction.atomic
def edition_choose_method(*, actor: User, edition: Edition, version: MethodVersion) -> None:
    """Compute the edition by another method version from now on."""
    edition_touch(edition=edition)
    old = EditionMethod.objects.select_related("version").filter(edition=edition).first()
    EditionMethod.objects.update_or_create(edition=edition, defaults={"version": version})
    trail_write(
        actor=actor,
        action="edition.choose_method",
        subject=edition,
        edition=edition,
        old={"method": str(old.version)} if old else {},
        new={"method": str(version)},
    )
