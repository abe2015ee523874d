"""A run as a ZIP file that anybody can recompute without the database."""

from __future__ import annotations

import io

from scoring.export.file import SYNTHETIC, ZIP_TYPE, Export, file_name, synthetic_flag
from scoring.index.exchange.bundle import MANIFEST_DIGEST, Bundle, write_bundle
from scoring.index.exchange.proof import read_bundle
from scoring.index.method.method import method_from_json
from scoring.models import ScoreRun
from scoring.runs.block import block_unpack


def bundle_export(run: ScoreRun) -> Export:
    """Inputs, tree, method and results as stored – not recomputed, so that a check means
    something. The same run gives the same bytes."""
    block = block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))
    edition = run.edition
    stream = io.BytesIO()
    write_bundle(
        stream,
        Bundle(
            units=block.adcodes,
            tree=block.tree(),
            method=method_from_json(run.method.parameters),
            groups=block.group_labels(),
            raw=block.raw,
            scores=block.scores,
            ranks=block.ranks,
            code_version=run.code_version,
            about={
                "run": str(run.pk),
                "edition": edition.code,
                "basis": run.basis,
                "method": str(run.method),
                "inputs_version": str(run.inputs_version),
                **_late(run),
                "computed_at": f"{run.computed_at:%Y-%m-%dT%H:%M:%S.%fZ}",
                "synthetic": synthetic_flag(edition),
                "note": SYNTHETIC if edition.synthetic else "",
            },
        ),
    )
    name = file_name(edition, "run", str(run.pk), run.basis, extension="zip")
    return Export(name, ZIP_TYPE, stream.getvalue())


def _late(run: ScoreRun) -> dict[str, str]:
    """How many replies came after the cut-off; a run from before this was kept says nothing."""
    if run.late_replies is None:
        return {}
    return {
        "late_replies": str(run.late_replies),
        "late_replies_counted": str(run.late_replies_counted),
    }


def bundle_digest(content: bytes) -> str:
    """The number by which one bundle is told from another, as its check prints it."""
    _bundle, manifest, _changed = read_bundle(io.BytesIO(content))
    return str(manifest[MANIFEST_DIGEST])
