"""Which checks these are: so that what they have already accepted need not be checked again."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from disclosure.standard.model import STANDARD_VERSION

_HERE = Path(__file__).resolve().parent
# Everything that has a say in whether a project has errors. Texts and advice have none.
_SOURCES = (
    "canonical.py",
    "model.py",
    "pointer.py",
    "schema.py",
    "validation.py",
    "checks/*.py",
    "data/rules.json",
    f"data/{STANDARD_VERSION}/structure.json",
    f"data/{STANDARD_VERSION}/codelists.json",
)


@cache
def checks_edition(prefix: str) -> str:
    """16 hexadecimal digits that change when a check for projects with ``prefix`` could.

    Made from the source and data of the checks, so that nobody has to remember to count up.
    """
    digest = hashlib.sha256(f"{prefix}\0jsonschema-rs {version('jsonschema-rs')}".encode())
    for pattern in _SOURCES:
        paths = sorted(_HERE.glob(pattern))
        assert paths, f"{pattern} names no file"
        for path in paths:
            digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
