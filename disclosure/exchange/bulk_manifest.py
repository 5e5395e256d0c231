"""``/datos/manifest.json``: what can be downloaded, how large it is and how to verify it.

It also carries the number and hash of the audit trail's last entry. Whoever keeps a manifest can
prove later that the trail up to then was not rewritten.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from disclosure.exchange.packages import timestamp
from disclosure.models import BulkFile
from disclosure.standard import canonical
from disclosure.standard.model import STANDARD_VERSION

MANIFEST = "manifest.json"
MEDIA_TYPES = {
    "oc4ids.json": "application/json",
    "oc4ids.jsonl": "application/x-ndjson",
    MANIFEST: "application/json",
}


def manifest_of(
    files: Iterable[tuple[str, BulkFile]],
    *,
    left_out: Sequence[dict[str, Any]],
    sequence: int,
    log_hash: str,
    built_at: datetime,
) -> bytes:
    """The manifest of ``files`` (address and row). Sizes are in bytes, digests SHA-256 in hex.

    ``leftOut`` names the published projects that the checks in force refuse, with the codes of
    their errors.
    """
    listed = sorted(files, key=lambda pair: (pair[1].entity is not None, pair[0]))
    return canonical.canonical_bytes(
        {
            "builtAt": timestamp(built_at),
            "standard": f"OC4IDS {STANDARD_VERSION}",
            "files": [_entry(address, row) for address, row in listed],
            "leftOut": list(left_out),
            "auditLog": {"sequence": sequence, "hash": log_hash},
        }
    )


def _entry(address: str, row: BulkFile) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "url": address,
        "mediaType": MEDIA_TYPES[row.name],
        "size": row.size,
        "gzipSize": row.compressed_size,
        "sha256": row.sha256,
        "projects": row.projects_count,
        "modified": timestamp(row.modified_at),
        "built": timestamp(row.built_at),
    }
    if row.entity is not None:
        entry["entity"] = row.entity.slug
    return entry
