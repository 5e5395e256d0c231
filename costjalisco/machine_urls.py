"""Addresses for machines: the same in every language."""

from django.urls import path, re_path

from costjalisco import health, old_addresses
from disclosure.exchange import serving

urlpatterns = [
    path("salud", health.health, name="health"),
    path("jsonprojects", serving.package, name="jsonprojects"),
    re_path(r"^datos/(?P<name>oc4ids\.jsonl?|manifest\.json)$", serving.whole, name="bulk"),
    re_path(
        r"^datos/entidades/(?P<slug>[-a-zA-Z0-9_]+)/(?P<name>oc4ids\.jsonl?)$",
        serving.of_entity,
        name="bulk-entity",
    ),
    # The addresses of the site before this one. /jsonprojects, above, was its too.
    re_path(r"^list-projects/?$", old_addresses.project_list),
    re_path(r"^search-engine/?$", old_addresses.project_list),
    re_path(r"^project-single/(?P<old_id>[A-Za-z0-9._-]+)/?$", old_addresses.project),
    re_path(r"^organizations/?$", old_addresses.entity_list),
]
