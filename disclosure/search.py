"""Full text in Spanish: one analyser for both databases, one search table in each.

Words become stems here, in Python, twice: the stem of the word as written and the stem of the word
without accents. PostgreSQL's own Spanish stemmer misses unaccented «rehabilitacion», and taking
accents off before stemming parts «rehabilitación» from «rehabilitar» (docs/decisions.md, search).
SQLite keeps the stems in an FTS5 table, PostgreSQL in a ``tsvector`` with a GIN index.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

import Stemmer
from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet, Value
from django.db.models.expressions import RawSQL

from disclosure.models import Project

TABLE = "disclosure_search"
# Beyond this many matches their rank says little and costs much: the newest come first instead.
RANKED = 500
_WORDS_KEPT = 20_000
_WORD = re.compile(r"[^\W_]+")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_STOP = frozenset(
    """
    a al ante con contra cual cuando de del desde donde e el ella en entre era es esta
    este esto fue ha hasta hay la las le les lo los mas me mi muy ni no nos o otra otro
    para pero por que se ser si sin sobre son su sus tambien tras tu u un una uno unos
    unas y ya
    """.split()  # noqa: SIM905
)
# Where the words of a document stand, by weight: A first.
_TITLES = ("title",)
_NAMES = (
    "id",
    "identifiers[].id",
    "parties[].name",
    "locations[].address.locality",
    "locations[].address.streetAddress",
    "locations[].description",
    "contractingProcesses[].id",
    "contractingProcesses[].summary.ocid",
    "contractingProcesses[].summary.externalReference",
    "contractingProcesses[].summary.title",
)
_PROSE = (
    "description",
    "purpose",
    "contractingProcesses[].summary.description",
    "documents[].title",
    "contractingProcesses[].summary.documents[].title",
)


# --- words ---------------------------------------------------------------------------------------


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("spanish", 5000)


def without_accents(word: str) -> str:
    """``word`` without accents or diaeresis; «ñ» is a letter of its own and stays."""
    parts = unicodedata.normalize("NFD", word.replace("ñ", "\0"))
    return "".join(c for c in parts if not unicodedata.combining(c)).replace("\0", "ñ")


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """The stems under which a word (in lower case) is kept and looked for; none if it is empty."""
    plain = without_accents(word)
    if plain in _STOP:
        return ()
    stem = _stemmer().stemWord
    return tuple(dict.fromkeys((without_accents(stem(word)), without_accents(stem(plain)))))


def analyse(texts: Iterable[str]) -> str:
    """The stems of ``texts``, separated by spaces."""
    found: list[str] = []
    for text in texts:
        for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()):
            found.extend(stems(word))
        if len(found) > _WORDS_KEPT:
            break
    return " ".join(found[:_WORDS_KEPT])


def query_terms(query: str) -> list[tuple[str, ...]]:
    """What must be found: for each word of ``query``, its stems, any of which will do."""
    words = _WORD.findall(unicodedata.normalize("NFC", query[:400]).lower())[:12]
    return [found for word in words if (found := stems(word))]


# --- writing -------------------------------------------------------------------------------------


def tag(kind: str, value: str) -> str:
    """The word under which a filter's value stands in the index: "zsectortransportroad".

    With it a text that is everywhere, asked for in one sector, is looked for in that sector only.
    Different values may share a word: a tag narrows what is read, the filter itself decides.
    """
    return f"z{kind}{_NOT_A_WORD.sub('', value.lower())}"


def index(project: Project, document: Any, *, tags: Iterable[str] = ()) -> None:
    """Write the search entry of a project, in the caller's transaction."""
    index_many([entry_of(project, document, tags=tags)])


def entry_of(
    project: Project, document: Any, *, tags: Iterable[str] = ()
) -> tuple[int, str, str, str]:
    """What is written of a project: its key, and the stems of titles, names and prose."""
    municipality = project.municipality.name if project.municipality else ""
    entity = project.entity
    names = analyse([*_texts(document, _NAMES), entity.name, entity.acronym, municipality])
    return (
        project.pk,
        analyse(_texts(document, _TITLES)),
        " ".join([names, *tags]),
        analyse(_texts(document, _PROSE)),
    )


def index_many(rows: list[tuple[int, str, str, str]]) -> None:
    """Write entries, as ``entry_of`` gives them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            row = (
                "(%s, setweight(to_tsvector('simple', %s), 'A')"
                " || setweight(to_tsvector('simple', %s), 'B')"
                " || setweight(to_tsvector('simple', %s), 'D'))"
            )
            cursor.execute(
                f"INSERT INTO {TABLE} (project_id, words) VALUES {', '.join([row] * len(rows))}"
                " ON CONFLICT (project_id) DO UPDATE SET words = EXCLUDED.words",
                [value for entry in rows for value in entry],
            )
        else:
            cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(r[0],) for r in rows])
            cursor.executemany(
                f"INSERT INTO {TABLE} (rowid, title, names, prose) VALUES (%s, %s, %s, %s)", rows
            )


def remove(project: Project) -> None:
    with connection.cursor() as cursor:
        key = "project_id" if connection.vendor == "postgresql" else "rowid"
        cursor.execute(f"DELETE FROM {TABLE} WHERE {key} = %s", [project.pk])


def problems() -> Iterator[str]:
    """Published projects without an entry, and entries without a published project."""
    with connection.cursor() as cursor:
        key = "project_id" if connection.vendor == "postgresql" else "rowid"
        cursor.execute(f"SELECT {key} FROM {TABLE}")
        entries = {row[0] for row in cursor.fetchall()}
    published = set(Project.published.values_list("pk", flat=True))
    for pk in sorted(published - entries):
        yield f"project {pk}: it cannot be found by searching"
    for pk in sorted(entries - published):
        yield f"project {pk}: it is found by searching and is not public"


# --- finding -------------------------------------------------------------------------------------


def matching(
    projects: QuerySet[Project], query: str, *, tags: Iterable[str] = ()
) -> tuple[QuerySet[Project], list[int] | None]:
    """Those of ``projects`` that contain every word of ``query``, and their ranking.

    ``tags`` are those of the filters that ``projects`` is narrowed by as well.

    Up to ``RANKED`` matches come best first, and the ranking has the keys of all that match. Of
    more the caller decides the order, and there is no ranking.
    """
    terms = query_terms(query)
    if not terms:
        return projects.none(), None
    terms = [*((each,) for each in tags), *terms]
    best = _best(terms)
    if len(best) > RANKED:
        return projects.filter(pk__in=_all(terms)), None
    return projects.filter(pk__in=best).order_by(_place_in(best), "-pk"), best


def _best(terms: list[tuple[str, ...]]) -> list[int]:
    """Keys of the best matches, best first: ``RANKED`` + 1 of them if there are more."""
    expression = _expression(terms)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT project_id FROM ("
                f" SELECT project_id, words FROM {TABLE}"
                "  WHERE words @@ to_tsquery('simple', %s) LIMIT %s) found"
                " ORDER BY ts_rank(words, to_tsquery('simple', %s)) DESC, project_id DESC",
                [expression, RANKED + 1, expression],
            )
        else:
            cursor.execute(
                f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s LIMIT %s",
                [expression, RANKED + 1],
            )
            found = cursor.fetchall()
            if len(found) > RANKED:
                return [row[0] for row in found]
            cursor.execute(
                f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"
                f" ORDER BY bm25({TABLE}, 10.0, 4.0, 1.0), rowid DESC",
                [expression],
            )
        return [row[0] for row in cursor.fetchall()]


def _all(terms: list[tuple[str, ...]]) -> RawSQL:
    if connection.vendor == "postgresql":
        sql = f"SELECT project_id FROM {TABLE} WHERE words @@ to_tsquery('simple', %s)"
    else:
        sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"
    return RawSQL(sql, [_expression(terms)])  # noqa: S611  (stems are letters and digits only)


def _place_in(keys: list[int]) -> Func:
    """An expression that orders projects as ``keys`` does, without a branch for each key."""
    if connection.vendor == "postgresql":
        return Func(
            Value("{" + ",".join(map(str, keys)) + "}"),
            F("pk"),
            template="array_position(%(expressions)s)",
            arg_joiner="::bigint[], ",
            output_field=IntegerField(),
        )
    return Func(
        Value("," + ",".join(map(str, keys)) + ","),
        F("pk"),
        template="instr(%(expressions)s || ',')",
        arg_joiner=", ',' || ",
        output_field=IntegerField(),
    )


def _expression(terms: list[tuple[str, ...]]) -> str:
    """The query in the engine's own syntax; the last word may be the beginning of one."""
    postgresql = connection.vendor == "postgresql"
    any_of, prefix, join = (" | ", ":*", " & ") if postgresql else (" OR ", "*", " AND ")
    groups = []
    for position, options in enumerate(terms):
        is_last = position == len(terms) - 1
        words = []
        for stem in options:
            word = f"'{stem}'" if postgresql else f'"{stem}"'
            words.append(word + prefix if is_last and len(stem) >= 4 else word)
        groups.append(f"({any_of.join(words)})")
    return join.join(groups)


def _texts(document: Any, paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        yield from _at(document, path.split("."))


def _at(value: Any, steps: list[str]) -> Iterator[str]:
    if not steps:
        if isinstance(value, str):
            yield value
        return
    name = steps[0].removesuffix("[]")
    inner = value.get(name) if isinstance(value, dict) else None
    if steps[0].endswith("[]"):
        for item in inner if isinstance(inner, list) else []:
            yield from _at(item, steps[1:])
    elif inner is not None:
        yield from _at(inner, steps[1:])
