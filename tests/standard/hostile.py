"""Files that no one should send and everyone does, each with what reading must make of it.

The same table serves every way in (reading, upload, API, command).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

A = {"id": "a", "title": "Escuela"}
A_JSON = '{"id":"a","title":"Escuela"}'
ACCENTS = '{"id":"a","title":"Construcción de baños, ¿cuándo?"}'
ACCENTS_DOCUMENT = {"id": "a", "title": "Construcción de baños, ¿cuándo?"}


@dataclass(frozen=True)
class Hostile:
    """A file, and either the code with which it is refused or what is read from it.

    `read` is how many projects come out before a refusal; `findings` are (index of the project,
    code, pointer); `about_file` the codes of the findings of the file itself.
    """

    name: str
    build: Callable[[], bytes]
    refused: str | None = None
    read: int = 0
    documents: list[Any] = field(default_factory=list)
    findings: list[tuple[int, str, str]] = field(default_factory=list)
    about_file: list[str] = field(default_factory=list)
    shape: str = "project"
    encoding: str = "utf-8"


def refused(name: str, content: str | bytes | Callable[[], bytes], code: str, read: int = 0):
    return Hostile(name, _builder(content), refused=code, read=read)


def accepted(name: str, content: str | bytes | Callable[[], bytes], *documents: Any, **expected):
    return Hostile(name, _builder(content), documents=list(documents), **expected)


def _builder(content: str | bytes | Callable[[], bytes]) -> Callable[[], bytes]:
    if callable(content):
        return content
    return lambda: content.encode() if isinstance(content, str) else content


def nest(depth: int, innermost: Any) -> Any:
    """Lists in each other, that many, around something."""
    for _ in range(depth):
        innermost = [innermost]
    return innermost


def _nested(depth: int, opening: str, closing: str) -> bytes:
    return (opening * depth + "1" + closing * depth).encode()


HOSTILE: list[Hostile] = [
    # Not JSON
    refused("no bytes", "", "empty"),
    refused("only spaces", " \r\n\t \n", "empty"),
    refused("only a UTF-8 mark", b"\xef\xbb\xbf", "empty"),
    refused("only a UTF-16 mark", b"\xff\xfe", "empty"),
    refused("Excel", b"PK\x03\x04\x14\x00" + b"\0" * 30 + b"xl/workbook.xml", "is-spreadsheet"),
    refused("old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "is-spreadsheet"),
    refused("Word", b"PK\x03\x04\x14\x00" + b"\0" * 30 + b"word/document.xml", "is-word-document"),
    refused("RTF", "{\\rtf1\\ansi Obra}", "is-word-document"),
    refused("ZIP", b"PK\x03\x04\x14\x00" + b"\0" * 30 + b"projects.json", "is-compressed"),
    refused("GZIP", b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "is-compressed"),
    refused("PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "is-pdf"),
    refused("PNG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is-image"),
    refused("JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF", "is-image"),
    refused("web page", "<!DOCTYPE html>\n<html><body>Error 500</body></html>", "is-html"),
    refused("web page after a comment", "<!-- x --><html lang=es></html>", "is-html"),
    refused("XML", '<?xml version="1.0"?><projects/>', "is-xml"),
    refused("CSV", "id,title,status\na,Escuela,completion\n", "is-csv"),
    refused("CSV in quotes", '"id","title"\n"a","Escuela"\n', "is-csv"),
    refused("CSV with semicolons", "id;title\na;Escuela\n", "is-csv"),
    refused("CSV in Windows-1252", "id;título\na;Baño\n".encode("cp1252"), "is-csv"),
    refused("prose", "Estimado licenciado:", "not-json"),
    refused("JavaScript", f"var proyectos = [{A_JSON}];", "not-json"),
    refused("binary", bytes(range(256)), "is-binary"),
    refused("zeros", b"\0" * 1000, "is-binary"),
    refused("a text", '"Escuela"', "not-projects"),
    refused("a number", "12.5", "not-projects"),
    refused("null", "null", "not-projects"),
    refused("a number of a million digits", lambda: b"7" * 1_000_000, "not-projects"),
    refused("50 MB that are one text", lambda: b'"' + b"x" * 50_000_000 + b'"', "not-projects"),
    # Other standards
    refused("OCDS releases", '{"uri":"x","releases":[{"ocid":"y"}]}', "is-ocds"),
    refused("OCDS records", '{"uri":"x","records":[{"ocid":"y"}]}', "is-ocds"),
    refused("GeoJSON", '{"type":"FeatureCollection","features":[]}', "is-geojson"),
    # Encodings
    accepted("UTF-8 mark", b"\xef\xbb\xbf" + A_JSON.encode(), A, encoding="utf-8-sig"),
    accepted(
        "UTF-16 with mark, little end first",
        b"\xff\xfe" + ACCENTS.encode("utf-16-le"),
        ACCENTS_DOCUMENT,
        encoding="utf-16-le",
    ),
    accepted(
        "UTF-16 with mark, big end first",
        b"\xfe\xff" + ACCENTS.encode("utf-16-be"),
        ACCENTS_DOCUMENT,
        encoding="utf-16-be",
    ),
    accepted(
        "UTF-16 without mark", ACCENTS.encode("utf-16-le"), ACCENTS_DOCUMENT, encoding="utf-16-le"
    ),
    accepted(
        "UTF-16 without mark, big end first",
        ACCENTS.encode("utf-16-be"),
        ACCENTS_DOCUMENT,
        encoding="utf-16-be",
    ),
    accepted(
        "UTF-32 with mark",
        b"\xff\xfe\0\0" + ACCENTS.encode("utf-32-le"),
        ACCENTS_DOCUMENT,
        encoding="utf-32-le",
    ),
    accepted(
        "UTF-32 without mark", ACCENTS.encode("utf-32-be"), ACCENTS_DOCUMENT, encoding="utf-32-be"
    ),
    accepted(
        "Windows-1252",
        ACCENTS.encode("cp1252"),
        ACCENTS_DOCUMENT,
        about_file=["not-utf8"],
        encoding="windows-1252",
    ),
    accepted(
        "Windows-1252 with typographic quotes",
        '{"id":"“a” – €5"}'.encode("cp1252"),
        {"id": "“a” – €5"},
        about_file=["not-utf8"],
        encoding="windows-1252",
    ),
    refused("MS-DOS", ACCENTS.encode("cp850"), "other-encoding"),
    refused("old Macintosh", ACCENTS.encode("mac-roman"), "other-encoding"),
    refused("Shift JIS", '{"title":"学校の建設工事"}'.encode("shift-jis"), "unknown-encoding"),
    refused("EBCDIC", A_JSON.encode("cp500"), "is-binary"),
    refused("UTF-8, then Latin-1", b'{"id":"\xc3\xb1 \xf1"}', "damaged-text"),
    refused("Latin-1, then UTF-8", b'{"id":"\xf1 \xc3\xb1"}', "damaged-text"),
    refused(
        "a wrong byte in the second project",
        b'[{"id":"\xc3\xb1"},{"id":"\xff"}]',
        "damaged-text",
        read=1,
    ),
    refused("UTF-16 that stops within a character", b'\xff\xfe{\0"\0i\0d', "truncated"),
    refused("UTF-16 with half a pair", b'\xff\xfe{\0"\0\x3d\xd8"\0:\x001\0}\0', "damaged-text"),
    refused("overlong UTF-8", b'{"id":"\xc0\xaf"}', "unknown-encoding"),
    refused("surrogates as UTF-8", b'{"id":"\xed\xa0\xbd\xed\xb8\x80"}', "unknown-encoding"),
    # Cut
    refused("cut in the second project", f'{{"projects":[{A_JSON},{{"id":"b","ti', "truncated", 1),
    refused("cut after a comma", f"[{A_JSON},", "truncated", 1),
    refused("cut after a colon", '{"id":', "truncated"),
    refused("cut within true", '{"hasX":tr', "truncated"),
    refused("cut within an escape", '{"id":"\\u00', "truncated"),
    refused("cut within a UTF-8 character", b'{"id":"\xc3', "truncated"),
    refused("without the last bracket", f'{{"projects":[{A_JSON}]', "truncated", 1),
    refused("a bracket and nothing else", "[", "truncated"),
    refused("10,000 brackets and nothing else", "[" * 10_000, "truncated"),
    # Syntax
    refused("comma before ]", f"[{A_JSON},]", "trailing-comma", 1),
    refused("comma before }", '{"id":"a",}', "trailing-comma"),
    refused("comma before } inside", '[{"id":"a","sector":["x",]}]', "trailing-comma"),
    refused("two commas", f"[{A_JSON},,{A_JSON}]", "syntax", 1),
    refused("no comma between fields", '{"id":"a" "title":"x"}', "missing-comma"),
    refused("no comma between projects", f"[{A_JSON} {A_JSON}]", "missing-comma", 1),
    refused("// comment", f"[{A_JSON}, // otra\n{A_JSON}]", "comment", 1),
    refused("/* comment */", '{"id":"a" /* clave */}', "comment"),
    refused("# comment", '{"id":"a",\n# clave\n"title":"x"}', "comment"),
    refused("comment at the start", f"// exportado hoy\n{A_JSON}", "not-json"),
    refused("single quotes", "{'id':'a'}", "wrong-quotes"),
    refused("typographic quotes", "{“id”:“a”}", "wrong-quotes"),
    refused("names without quotes", "{id:1}", "unquoted-name"),
    refused("Python's words", '{"id":None}', "bad-literal"),
    refused("text without quotes", '{"id":escuela}', "bad-literal"),
    refused("leading zero", '{"a":012}', "bad-number"),
    refused("no digit before the point", '{"a":.5}', "bad-number"),
    refused("thousands separator", '{"a":1,500}', "bad-number"),
    refused("currency sign", '{"a":$1500}', "bad-number"),
    refused("plus sign", '{"a":+15}', "bad-number"),
    refused("hexadecimal", '{"a":0x1F}', "bad-number"),
    refused("unescaped backslash", '{"ruta":"C:\\obras"}', "bad-escape"),
    refused("wrong \\u escape", '{"id":"\\u00zz"}', "bad-escape"),
    refused("quote left open", '{"id":"a}', "open-quote"),
    refused(
        "quote left open at the end of a line",
        '{"id":"a,\n"title":"x",\n"description":"una obra"}',
        "open-quote",
    ),
    refused("text after the end", f"{A_JSON} fin", "extra-text", 1),
    refused("projects with commas and no list", f"{A_JSON},{A_JSON}", "extra-text", 1),
    refused("one bracket too many", f"[{A_JSON}]]", "extra-text", 1),
    refused("wrong bracket", '{"id":["a"}', "syntax"),
    refused("error in the third project", f'[{A_JSON},{A_JSON},{{"id"=1}}]', "syntax", 2),
    refused("projects is an object", '{"projects":{"id":"a"}}', "projects-not-a-list"),
    refused("projects is null", '{"projects":null}', "projects-not-a-list"),
    # Read, with findings
    accepted(
        "NaN", '{"id":"a","x":NaN}', {"id": "a", "x": None}, findings=[(0, "not-a-number", "/x")]
    ),
    accepted(
        "infinities",
        '[{"x":[Infinity,-Infinity,1]}]',
        {"x": [None, None, 1]},
        findings=[(0, "not-a-number", "/x/0"), (0, "not-a-number", "/x/1")],
        shape="list",
    ),
    accepted("1e400", '{"x":1e400}', {"x": None}, findings=[(0, "number-too-big", "/x")]),
    accepted("1e-400", '{"x":1e-400}', {"x": None}, findings=[(0, "number-too-big", "/x")]),
    accepted("zero with an exponent", '{"x":0e400}', {"x": 0.0}),
    accepted(
        "2^63", '{"x":9223372036854775808}', {"x": None}, findings=[(0, "number-too-big", "/x")]
    ),
    accepted(
        "2^64", '{"x":18446744073709551616}', {"x": None}, findings=[(0, "number-too-big", "/x")]
    ),
    accepted(
        "the largest and smallest",
        '{"x":[9223372036854775807,-9223372036854775808]}',
        {"x": [2**63 - 1, -(2**63)]},
    ),
    accepted(
        "a million digits",
        lambda: b'{"x":' + b"9" * 1_000_000 + b"}",
        {"x": None},
        findings=[(0, "number-too-big", "/x")],
    ),
    accepted(
        "a million decimals",
        lambda: b'{"x":0.' + b"3" * 1_000_000 + b"}",
        {"x": None},
        findings=[(0, "number-too-big", "/x")],
    ),
    accepted(
        "a repeated field",
        '{"projects":[{"id":"a","title":"x","title":"y"},{"id":"b"}]}',
        {"id": "a", "title": "y"},
        {"id": "b"},
        findings=[(0, "duplicate-key", "/title")],
        shape="package",
    ),
    accepted(
        "a repeated field deep inside",
        '{"a":[{"b/c":1},{"b/c":1,"b/c":2}]}',
        {"a": [{"b/c": 1}, {"b/c": 2}]},
        findings=[(0, "duplicate-key", "/a/1/b~1c")],
    ),
    accepted(
        "a repeated list of projects",
        f'{{"projects":[{A_JSON}],"projects":[{A_JSON}]}}',
        A,
        A,
        about_file=["duplicate-key"],
        shape="package",
    ),
    accepted(
        "a repeated field of the package",
        f'{{"uri":"x","projects":[{A_JSON}],"uri":"y"}}',
        A,
        about_file=["duplicate-key"],
        shape="package",
    ),
    accepted(
        "an escaped null character",
        '{"id":"a\\u0000b"}',
        {"id": "ab"},
        findings=[(0, "null-character", "/id")],
    ),
    accepted(
        "a null character as it is",
        '{"id":"a\0b"}',
        {"id": "ab"},
        findings=[(0, "null-character", "/id"), (0, "control-character", "")],
    ),
    accepted(
        "a null character in a name",
        '{"a":{"b\\u0000":1}}',
        {"a": {"b": 1}},
        findings=[(0, "null-character", "/a")],
    ),
    accepted(
        "half a surrogate pair",
        '{"id":"\\ud83d","x":["\\uDE00!"]}',
        {"id": "�", "x": ["�!"]},
        findings=[(0, "lone-surrogate", "/id"), (0, "lone-surrogate", "/x/0")],
    ),
    accepted("a whole surrogate pair", '{"id":"\\ud83d\\ude00"}', {"id": "😀"}),
    accepted("an escaped backslash before u0000", '{"id":"\\\\u0000"}', {"id": "\\u0000"}),
    accepted(
        "line breaks and tabs inside texts",
        '{"id":"a\n\tb"}',
        {"id": "a\n\tb"},
        findings=[(0, "control-character", "")],
    ),
    accepted(
        "64 levels",
        lambda: b'{"a":' + _nested(63, "[", "]") + b"}",
        {"a": nest(63, 1)},
    ),
    accepted(
        "65 levels",
        lambda: b'{"a":' + _nested(64, "[", "]") + b"}",
        {"a": nest(63, None)},
        findings=[(0, "nested-too-deep", "/a" + "/0" * 63)],
    ),
    accepted(
        "6,000 lists inside a project",
        lambda: b'{"projects":[{"id":"a","x":' + _nested(6_000, "[", "]") + b'},{"id":"b"}]}',
        {"id": "a", "x": None},
        {"id": "b"},
        findings=[(0, "nested-too-deep", "/x")],
        shape="package",
    ),
    accepted(
        "10,000 objects inside each other",
        lambda: _nested(10_000, '{"a":', "}"),
        {"a": None},
        findings=[(0, "nested-too-deep", "/a")],
    ),
    accepted(
        "10,000 lists inside each other, beside a project",
        lambda: b"[" + _nested(10_000, "[", "]") + b"," + A_JSON.encode() + b"]",
        None,
        A,
        findings=[(0, "nested-too-deep", "")],
        shape="list",
    ),
    accepted(
        "10,000 levels that hold brackets in texts",
        lambda: b"[" + _nested(10_000, '["}]\\"",', "]") + b"]",
        None,
        findings=[(0, "nested-too-deep", "")],
        shape="list",
    ),
    accepted(
        "20 MB in one text of a project",
        lambda: b'{"projects":[{"id":"a","x":"' + b"y" * 20_000_000 + b'"},{"id":"b"}]}',
        {"id": "a", "x": None},
        {"id": "b"},
        findings=[(0, "project-too-big", "/x")],
        shape="package",
    ),
    accepted(
        "12 MB of small fields in one project",
        lambda: (
            b'[{"id":"a"'
            + b',"x":[{"y":"[1,2,3]\\"%s"}]' % (b"z" * 100) * 100_000
            + b'},{"id":"b"}]'
        ),
        None,
        {"id": "b"},
        findings=[(0, "project-too-big", "")],
        shape="list",
    ),
    # Read, as other shapes
    accepted("an empty object", "{}", {}),
    accepted("an empty list", "[]", about_file=["no-projects"], shape="list"),
    accepted(
        "an empty package",
        '{"uri":"x","projects":[]}',
        about_file=["no-projects"],
        shape="package",
    ),
    accepted("a list", f"[{A_JSON},{A_JSON}]", A, A, shape="list"),
    accepted(
        "things that are no projects",
        f'{{"projects":[null,3,"x",[{{}}],true,{A_JSON}]}}',
        None,
        3,
        "x",
        [{}],
        True,
        A,
        shape="package",
    ),
    accepted("a package in a list", f'[{{"projects":[{A_JSON}]}}]', A, shape="list"),
    accepted(
        "packages and projects in a list",
        f'[{{"projects":[{A_JSON}]}},{A_JSON},{{"projects":[{A_JSON},{{}}]}}]',
        A,
        A,
        A,
        {},
        about_file=["several-packages"],
        shape="list",
    ),
    accepted("JSON Lines", f"{A_JSON}\n{A_JSON}\n", A, A, shape="several"),
    accepted("one after another", f"{A_JSON}{A_JSON}[{A_JSON}]", A, A, A, shape="several"),
    accepted(
        "packages one after another, each with a mark",
        f'\ufeff{{"projects":[{A_JSON}]}}\n\ufeff{{"projects":[{A_JSON}]}}',
        A,
        A,
        about_file=["several-packages"],
        shape="several",
        encoding="utf-8-sig",
    ),
    accepted("a JSON text sequence", f"\x1e{A_JSON}\n\x1e{A_JSON}\n", A, A, shape="several"),
    accepted(
        "a project with a field called projects, in a package",
        '{"projects":[{"id":"a","projects":[1],"releases":[]}]}',
        {"id": "a", "projects": [1], "releases": []},
        shape="package",
    ),
    accepted(
        "names of Python's own", '{"__class__":{"__init__":"x"}}', {"__class__": {"__init__": "x"}}
    ),
    accepted("templates in names", '{"{0.__class__}":1,"%s":2}', {"{0.__class__}": 1, "%s": 2}),
    accepted("an empty name", '{"":{"":1}}', {"": {"": 1}}),
    accepted(
        "repeated spaces", " \r\n\t[ \n " + A_JSON + " \t , " + A_JSON + " ] \n", A, A, shape="list"
    ),
]
