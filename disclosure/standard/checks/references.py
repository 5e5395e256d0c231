"""References within a project: organizations, milestones, releases, related projects."""

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any

from disclosure.standard.checks.context import Context, Place, rules
from disclosure.standard.checks.identifiers import PROJECT_ID
from disclosure.standard.model import Field, standard

ObjectCheck = Callable[[Context, Mapping[str, Any], Place], None]


def organization_reference_check(field: Field) -> ObjectCheck | None:
    """For a mention of an organization: kept, to be compared with the parties in the end."""
    if field.definition != "OrganizationReference":
        return None
    role: str | None = rules()["roles"].get(field.key)

    def check(context: Context, node: Mapping[str, Any], place: Place) -> None:
        context.references.append((node, place, role))

    return check


def milestone_reference_check(field: Field) -> ObjectCheck | None:
    """For a mention of a milestone: kept, to be compared with the milestones in the end."""
    if field.definition != "MilestoneReference":
        return None

    def check(context: Context, node: Mapping[str, Any], place: Place) -> None:
        context.milestones.append((node, place))

    return check


def releases_check(field: Field) -> ObjectCheck | None:
    """For a contracting process: its modifications mention its own releases."""
    return _check_releases if field.definition == "ContractingProcess" else None


def related_project_check(field: Field) -> ObjectCheck | None:
    """For a related project: with the scheme oc4ids, the id of another project."""
    return _check_related_project if field.definition == "RelatedProject" else None


def resolve(context: Context) -> None:
    """Compare the mentions met in a document with what they mention."""
    if context.references:
        parties = {
            identifier: (party.get("name"), _texts(party.get("roles")))
            for identifier, party in parties_by_id(context.document).items()
        }
        for node, place, role in context.references:
            _check_party(context, node, place, role, parties)
    if context.milestones:
        milestones = {
            milestone["id"]: milestone.get("title") for milestone in _milestones(context.document)
        }
        for node, place in context.milestones:
            _check_milestone(context, node, place, milestones)


def parties_by_id(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The parties of a project by id, the first of each."""
    found: dict[str, Mapping[str, Any]] = {}
    for party in _objects(document.get("parties")):
        identifier = party.get("id")
        if type(identifier) is str:
            found.setdefault(identifier, party)
    return found


def _check_party(
    context: Context,
    node: Mapping[str, Any],
    place: Place,
    role: str | None,
    parties: Mapping[str, tuple[Any, Set[str]]],
) -> None:
    identifier = node.get("id")
    if "id" not in node:
        context.add("party-unidentified", (place, "id"))
    if type(identifier) is not str or not identifier:
        return
    party = parties.get(identifier)
    if party is None:
        context.add("party-not-found", (place, "id"), identifier)
        return
    name, (own, roles) = node.get("name"), party
    if type(name) is str and type(own) is str and name != own:
        context.add("party-name-differs", (place, "name"), name, name=own, suggestion=own)
    if role is not None and role not in roles:
        context.add(
            "party-role-missing", place, own or identifier, role=role, role_title=_role(role)
        )


def _role(role: str) -> Mapping[str, str]:
    roles = standard().codelists["partyRole"]
    return {"es": roles.title(role, "es"), "en": roles.title(role, "en")}


def _check_milestone(
    context: Context, node: Mapping[str, Any], place: Place, milestones: Mapping[str, Any]
) -> None:
    identifier, title = node.get("id"), node.get("title")
    if type(identifier) is not str or not identifier:
        return
    if identifier not in milestones:
        context.add("milestone-not-found", (place, "id"), identifier)
        return
    own = milestones[identifier]
    if type(title) is str and type(own) is str and title != own:
        context.add("milestone-title-differs", (place, "title"), title, title=own, suggestion=own)


def _milestones(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    found = [*_objects(document.get("milestones"))]
    for process in _objects(document.get("contractingProcesses")):
        summary = process.get("summary")
        if type(summary) is dict:
            found.extend(_objects(summary.get("milestones")))
    for milestone in found:
        if type(milestone.get("id")) is str:
            yield milestone


def _check_releases(context: Context, process: Mapping[str, Any], place: Place) -> None:
    summary = process.get("summary")
    modifications = summary.get("modifications") if type(summary) is dict else None
    if type(modifications) is not list:
        return
    releases = _objects(process.get("releases"))
    known = {release["id"] for release in releases if type(release.get("id")) is str}
    for index, modification in enumerate(modifications):
        mentioned = modification.get("releaseID") if type(modification) is dict else None
        if type(mentioned) is str and mentioned and mentioned not in known:
            here: Place = ((((place, "summary"), "modifications"), index), "releaseID")
            context.add("release-not-found", here, mentioned)


def _check_related_project(context: Context, node: Mapping[str, Any], place: Place) -> None:
    identifier = node.get("identifier")
    if node.get("scheme") != "oc4ids" or type(identifier) is not str or not identifier:
        return
    if PROJECT_ID.fullmatch(identifier) is None:
        context.add("related-project-form", (place, "identifier"), identifier)
    elif identifier == context.document.get("id"):
        context.add("related-project-self", (place, "identifier"), identifier)


def _texts(value: Any) -> Set[str]:
    return {item for item in value if type(item) is str} if type(value) is list else frozenset()


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if type(value) is list:
        for item in value:
            if type(item) is dict:
                yield item
