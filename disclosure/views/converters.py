"""Project identifiers in addresses.

An id may hold any character; an address may not. Letters, digits, «.», «_» and «-» stand for
themselves; each other byte of the id in UTF-8, and «~», is written «~» and two hexadecimal digits.
So ordinary ids stay as they are, and no id has two addresses.
"""

import re

from django.urls import register_converter

_OTHER = re.compile(rb"[^A-Za-z0-9._-]")
_ESCAPE = re.compile(r"~([0-9a-f]{2})")


class Oc4idsConverter:
    """``<oc4ids:oc4ids_id>`` in a path."""

    regex = "[A-Za-z0-9._~-]+"

    def to_python(self, value: str) -> str:
        """:raises ValueError: not the address of any id (the page does not exist)."""
        data = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value).encode("latin-1")
        identifier = data.decode()
        # A database keeps no NUL, and a second way of writing an id is no address.
        if "\0" in identifier or self.to_url(identifier) != value:
            raise ValueError(value)
        return identifier

    def to_url(self, value: str) -> str:
        escaped = _OTHER.sub(lambda found: b"~%02x" % found[0][0], str(value).encode())
        return escaped.decode("ascii")


register_converter(Oc4idsConverter, "oc4ids")
