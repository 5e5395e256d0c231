"""The formats, against the functions of jsonschema that decide in the official tool."""

import string

import pytest
import rfc3987
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from rfc3986_validator import validate_rfc3986

from disclosure.standard.checks.formats import FORMATS, conforms, is_long_uri
from tests.standard.mutations import WRONG

CHECKER = Draft4Validator.FORMAT_CHECKER
TEXTS = [value for value in WRONG if isinstance(value, str)]
_PIECES = st.sampled_from(
    [
        *string.printable,
        *("http://", "https://", "www.", "example.mx", "://", "//", "%20", "%zz", "[::1]"),
        *("1.2.3.4", "mailto:", ":8000", "é", "ñ", "\u0661", "2024-02-29", "T00:00:00", "Z"),
        *("+24:00", "-06:00", ".5", "0000", "02-30", "@", "23:59:60", "1900-02-29", "9999-12-31"),
    ]
)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=500, deadline=None)
@given(text=st.lists(_PIECES, max_size=9).map("".join) | st.sampled_from(TEXTS))
def test_formats_are_those_of_jsonschema(name, text):
    assert conforms(text, name) is CHECKER.conforms(text, name)


@settings(max_examples=500, deadline=None)
@given(st.lists(_PIECES, max_size=9).map("".join), st.booleans())
def test_both_uri_libraries_and_the_one_for_long_texts_agree(text, has_host):
    """Which library jsonschema uses depends on what is installed: it must not matter."""
    uri = f"https://example.mx/{text}" if has_host else text
    try:
        expected = bool(rfc3987.parse(uri, rule="URI"))
    except ValueError:
        expected = False
    assert bool(validate_rfc3986(uri, rule="URI")) is expected
    # The patterns of both let one final newline pass.
    if not uri.endswith("\n"):
        assert is_long_uri(uri) is expected


@pytest.mark.parametrize(
    ("uri", "accepted"),
    [
        ("https://example.mx/" + "a/" * 100_000, True),
        ("https://example.mx/" + "%20" * 50_000 + "?a?b#c", True),
        ("https://example.mx/" + "a/" * 100_000 + " ", False),
        ("https://example.mx/" + "a/" * 100_000 + "%2", False),
        ("https://example.mx/#" + "a" * 100_000 + "#", False),
        ("https://" + "a." * 100_000, False),
        ("a" * 100_000, False),
        ("a" * 100_000 + ":", False),
        ("urn:" + "a" * 100_000, True),
    ],
    ids=range(9),
)
def test_long_uris_are_judged(uri, accepted):
    assert conforms(uri, "uri") is accepted
