"""The documents for operators and integrators say all that there is, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

DOCS = Path(settings.BASE_DIR) / "docs"
# Listed by their makers: Django's back office, allauth.
OTHERS = ("/admin/", "/cuenta/")


def documented(name: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_every_variable_of_the_settings_is_documented() -> None:
    source = (Path(settings.BASE_DIR) / "costjalisco" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', source))
    server = (Path(settings.BASE_DIR) / "deploy" / "gunicorn.py").read_text(encoding="utf-8")
    read |= set(re.findall(r'environ\.get\("([A-Z0-9_]+)"', server))
    assert documented("settings.md", r"^\| `([A-Z0-9_]+)`") == read | {"DEMO_PASSWORD"}


def test_every_address_is_documented() -> None:
    there = {a for a in addresses(get_resolver()) if not a.startswith(OTHERS)}
    assert documented("addresses.md", r"^\| `(/[^`]*)`") == there


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        here = prefix + plain(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield here
        else:
            yield from addresses(pattern, here)


def plain(pattern: str) -> str:
    """``<oc4ids:oc4ids_id>/`` as ``<oc4ids_id>/``; regular expressions alike."""
    pattern = re.sub(r"\(\?P<(\w+)>(?:\([^()]*\)|[^()])*\)", r"<\1>", pattern)
    pattern = pattern.replace("/?$", "").replace("$", "").replace("^", "").replace("\\", "")
    return re.sub(r"<\w+:(\w+)>", r"<\1>", pattern)


def test_readme_opens_with_what_is_disclosed_and_why() -> None:
    text = (Path(settings.BASE_DIR) / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Qué se divulga y para qué",
        "Ponerlo en marcha",
        "Pruebas",
        "Dónde está cada cosa",
        "Cómo se publica una obra",
        "Cómo se instala en producción",
    ]


def test_links_between_documents_lead_somewhere() -> None:
    root = Path(settings.BASE_DIR)
    for file in (root / "README.md", *DOCS.glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"
