"""lib-cove-oc4ids without a network, as the oracle of the differential test.

The tool downloads schema and codelists when it runs. Here it is given ours instead, in place of the
downloads and nowhere else: that they are the official ones in structure and codes is another test's
business (test_schema). Its checks, its validator and its codelist logic run as published.
"""

import json
from functools import cached_property
from typing import Any

from libcove.lib.common import add_is_codelist, get_schema_codelist_paths
from libcoveoc4ids.common_checks import common_checks_oc4ids
from libcoveoc4ids.schema import SchemaOC4IDS
from referencing import Registry

from disclosure.standard.model import standard
from disclosure.standard.schema import package_schema, project_schema


class OfflineSchema(SchemaOC4IDS):
    """The schema that the tool would download, from our data."""

    registry: Any = Registry()

    @cached_property
    def schema_str(self) -> str:
        return json.dumps(project_schema())

    @cached_property
    def pkg_schema_str(self) -> str:
        return json.dumps(package_schema())

    def get_pkg_schema_obj(self, *, deref: bool = False, use_extensions: bool = False) -> Any:
        if deref:
            return self.deref_schema(self.pkg_schema_str)
        schema = json.loads(self.pkg_schema_str)
        # The tool marks codelist fields when it downloads the project schema.
        add_is_codelist(schema)
        return schema

    def process_codelists(self) -> None:
        paths = get_schema_codelist_paths(self, use_extensions=False)
        self.core_codelist_schema_paths = self.extended_codelist_schema_paths = paths
        self.core_codelists = self.extended_codelists = {
            f"{name}.csv": dict.fromkeys(codelist.codes, "")
            for name, codelist in standard().codelists.items()
        }


def examine(package: Any) -> dict[str, Any]:
    """What lib-cove-oc4ids says of a package. Raises whatever it raises."""
    return common_checks_oc4ids({"file_type": "json"}, "", package, OfflineSchema(), cache=False)
