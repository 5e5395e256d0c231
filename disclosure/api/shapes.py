"""The shapes of the API's answers as JSON Schema: what the OpenAPI document calls components.

Projects and packages are not described here: they have the standard's own schema. Tests hold
every answer against the shape that its address declares.
"""

from typing import Any

from disclosure.standard.findings import Severity
from disclosure.standard.schema import package_schema

Schema = dict[str, Any]
_PREFIX = "Oc4ids"


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: Schema, optional: Schema | None = None, **rest: Any) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": required | (optional or {}),
        "additionalProperties": False,
        **rest,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
YES_NO: Schema = {"type": "boolean"}
TIME: Schema = {"type": "string", "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
POINTER: Schema = {"type": "string", "format": "json-pointer"}
IN_BOTH: Schema = _object({"es": TEXT, "en": TEXT})
LINKS: Schema = _object({}, {"next": ADDRESS, "prev": ADDRESS})
_POINT = _object(
    {
        "type": {"const": "Point"},
        "coordinates": {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2},
    }
)


def _feature(properties: Schema) -> Schema:
    return _object({"type": {"const": "Feature"}, "geometry": _POINT, "properties": properties})


_PROJECT_POINT = _object(
    {
        "id": TEXT,
        "title": TEXT,
        "status": TEXT,
        "type": TEXT,
        "entity": TEXT,
        "amount": _or_null(NUMBER),
        "currency": TEXT,
        "url": ADDRESS,
    }
)
_DISCLOSED = {"projects": COUNT, "disclosed": NUMBER, "share": _or_null(NUMBER)}
_GROUP = {"projects": COUNT, "amounts": _map(NUMBER)}

SHAPES: dict[str, Schema] = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": TEXT,
            "code": TEXT,
            "findings": _list(ref("Finding")),
            "findings_count": COUNT,
            "parameters": _map(_list(TEXT)),
        },
    },
    "Finding": _object(
        {
            "code": TEXT,
            "severity": {"type": "string", "enum": [level.value for level in Severity]},
            "pointer": POINTER,
            "value": {},
            "es": TEXT,
            "en": TEXT,
            "params": _map({}),
        }
    ),
    "Index": _map(ADDRESS),
    "RevisionSummary": _object(
        {
            "number": {"type": "integer", "minimum": 1},
            "published_at": TIME,
            "sha256": SHA256,
            "size": COUNT,
            "standard_version": TEXT,
            "reason": TEXT,
            "url": ADDRESS,
        },
        {"redacted_at": TIME, "redaction_reason": TEXT},
    ),
    "RevisionList": _object({"id": TEXT, "revisions": _list(ref("RevisionSummary"))}),
    "Difference": _object(
        {
            "id": TEXT,
            "from": {"type": "integer"},
            "to": {"type": "integer"},
            "changes": _list(
                _object(
                    {
                        "pointer": POINTER,
                        "kind": {"type": "string", "enum": ["added", "removed", "changed"]},
                        "old": {},
                        "new": {},
                        "es": TEXT,
                        "en": TEXT,
                    }
                )
            ),
        }
    ),
    "FeatureCollection": _object(
        {
            "type": {"const": "FeatureCollection"},
            "features": _list(_feature(_PROJECT_POINT)),
            "links": LINKS,
        }
    ),
    "Map": _object(
        {
            "type": {"const": "FeatureCollection"},
            "features": _list(_feature({"anyOf": [_PROJECT_POINT, _object({"projects": COUNT})]})),
            "projects": COUNT,
        }
    ),
    "EntityList": _object(
        {
            "entities": _list(
                _object(
                    {
                        "slug": TEXT,
                        "name": TEXT,
                        "acronym": TEXT,
                        "kind": TEXT,
                        "identifier": _object({"scheme": TEXT, "id": TEXT}),
                        "municipality": _or_null(TEXT),
                        "website": TEXT,
                        "contact_email": TEXT,
                        "contact_phone": TEXT,
                        "is_demo": YES_NO,
                        "projects": COUNT,
                    }
                )
            )
        }
    ),
    "MunicipalityList": _object(
        {
            "municipalities": _list(
                _object(
                    {
                        "code": TEXT,
                        "name": TEXT,
                        "state": TEXT,
                        "region": _or_null(TEXT),
                        "region_name": _or_null(TEXT),
                        "population": _or_null(COUNT),
                        "latitude": _or_null(NUMBER),
                        "longitude": _or_null(NUMBER),
                        "projects": COUNT,
                    }
                )
            )
        }
    ),
    "SupplierList": _object(
        {
            "suppliers": _list(
                _object(
                    {
                        "key": TEXT,
                        "name": TEXT,
                        "identifier": _object({"scheme": TEXT, "id": TEXT}),
                        "projects": COUNT,
                        "contracts": COUNT,
                        "amounts": _map(NUMBER),
                    }
                )
            ),
            "links": LINKS,
        }
    ),
    "IndicatorList": _object(
        {
            "standard": TEXT,
            "sets": _list(
                _object(
                    {
                        "id": TEXT,
                        "title": IN_BOTH,
                        "indicators": _list(
                            _object(
                                {
                                    "id": TEXT,
                                    "number": TEXT,
                                    "title": IN_BOTH,
                                    "help": IN_BOTH,
                                    "phase": TEXT,
                                    "phase_title": IN_BOTH,
                                    "level": TEXT,
                                    "disclosure": TEXT,
                                    "paths": _list(TEXT),
                                }
                            )
                        ),
                    }
                )
            ),
        }
    ),
    "Statistics": _object(
        {
            "projects": COUNT,
            "contracts": COUNT,
            "entities": COUNT,
            "amounts": _map(NUMBER),
            "by_status": _list(_object({"status": TEXT, **_GROUP})),
            "by_type": _list(_object({"type": TEXT, **_GROUP})),
            "by_sector": _list(_object({"sector": TEXT, **_GROUP})),
            "by_entity": _list(_object({"entity": TEXT, "name": TEXT, **_GROUP})),
            "by_municipality": _list(_object({"municipality": TEXT, "name": TEXT, **_GROUP})),
            "by_year": _list(_object({"year": {"type": "integer"}, **_GROUP})),
        }
    ),
    "Compliance": _object(
        {
            "standard": TEXT,
            "indicators": COUNT,
            "total": _object(_DISCLOSED),
            "entities": _list(_object({"entity": TEXT, "name": TEXT, **_DISCLOSED})),
        }
    ),
    "ValidationReport": _object(
        {
            "valid": YES_NO,
            "shape": TEXT,
            "encoding": TEXT,
            "projects": COUNT,
            "errors": COUNT,
            "warnings": COUNT,
            "advice": COUNT,
            "findings": _list(ref("Finding")),
            "findings_left_out": COUNT,
        }
    ),
    "DraftStatus": _object(
        {
            "id": TEXT,
            "version": {"type": "integer", "minimum": 1},
            "state": {"type": "string", "enum": ["editing", "submitted", "returned"]},
            "returned_reason": TEXT,
            "base_revision": _or_null({"type": "integer"}),
            "edited_at": TIME,
            "submitted_at": _or_null(TIME),
            "sha256": SHA256,
            "errors": COUNT,
            "warnings": COUNT,
            "missing": COUNT,
            "findings": _list(ref("Finding")),
            "url": ADDRESS,
        }
    ),
    "Publication": _object({"id": TEXT, "url": ADDRESS, "revision": ref("RevisionSummary")}),
    "Withdrawal": _object({"id": TEXT, "withdrawn_at": TIME, "reason": TEXT}),
    "Reason": _object({"reason": TEXT}),
    "OptionalReason": _object({}, {"reason": TEXT}),
}


def components(lang: str) -> dict[str, Schema]:
    """Every shape, and the standard's definitions with their texts in ``lang``."""
    package = package_schema(lang)
    definitions = package.pop("definitions")
    page = _modern(package)
    page["properties"]["links"] = LINKS
    # The one page that is not a valid package: OC4IDS has no package without projects.
    page["properties"]["projects"].pop("minItems")
    standard = {f"{_PREFIX}{name}": _modern(schema) for name, schema in definitions.items()}
    return {"ProjectPackage": page, **standard, **SHAPES}


def _modern(value: Any, *, at_root: bool = True) -> Any:
    """A draft-4 schema as OpenAPI 3.1 has it: its references lead to components."""
    if isinstance(value, list):
        return [_modern(item, at_root=False) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: (
            f"#/components/schemas/{_PREFIX}{inner.rpartition('/')[2]}"
            if name == "$ref" and isinstance(inner, str)
            else _modern(inner, at_root=False)
        )
        for name, inner in value.items()
        if not (at_root and name in ("$schema", "id"))
    }
