"""Where the work is: municipality, and the point by latitude and longitude."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from disclosure.forms.binder import (
    NOT_SHOWN,
    Binding,
    Input,
    as_text,
    assign,
    can_hold,
)
from disclosure.forms.inputs import CodeField, DegreesField, LineField
from disclosure.projection import INEGI_SCHEMES, folded
from disclosure.standard import pointer

LIMITS = {"latitude": 90, "longitude": 180}
# Mexico with its islands, generously: for telling a pair that was written the other way round.
MEXICO = {"latitude": (14.0, 33.0), "longitude": (-119.0, -86.0)}


@dataclass(frozen=True)
class MunicipalityOf(Binding):
    """The municipality of a location, by name in ``address.locality`` and, where the location
    has INEGI's gazetteer, by its key there. ``places`` are names by INEGI key."""

    name: str
    at: str
    places: Mapping[str, str]

    def inputs(self, document: Any) -> dict[str, Input]:
        locality = f"{self.at}/address/locality"
        possible = can_hold(document, locality)
        shown = self._shown(document) if possible else ""
        choices = [("", _t("Sin dato")), *((key, name) for key, name in self.places.items())]
        if shown and shown not in self.places:
            choices.insert(1, (shown, _t("%s (no es un municipio)") % shown))
        field = CodeField(choices=choices) if possible else LineField(disabled=True)
        field.label = _("Municipio")
        field.help_text = _("Elija el municipio donde está la obra.") if possible else NOT_SHOWN
        return {self.name: Input(field, locality, shown)}

    def write(self, document: Any, values: Mapping[str, Any], touched: Collection[str]) -> None:
        code = values[self.name]
        assign(document, f"{self.at}/address/locality", self.places.get(code, code))
        if (key := self._gazetteer_key(document)) is not None:
            if code in self.places:
                pointer.put(document, key, code)
            else:
                pointer.remove(document, f"{self.at}/gazetteer", prune=True)

    def _shown(self, document: Any) -> str:
        """As the projection reads it: INEGI's key first, else the name."""
        if (key := self._gazetteer_key(document)) is not None:
            return str(pointer.get(document, key))[:5]
        locality = as_text(pointer.get(document, f"{self.at}/address/locality"))
        codes = {folded(name): code for code, name in self.places.items()}
        # A choice's value comes back from a browser without line breaks.
        return codes.get(folded(locality)) or " ".join(locality.split())

    def _gazetteer_key(self, document: Any) -> str | None:
        """Where the location's gazetteer gives a municipality that we know."""
        scheme = pointer.get(document, f"{self.at}/gazetteer/scheme")
        first = f"{self.at}/gazetteer/identifiers/0"
        key = pointer.get(document, first)
        if not isinstance(scheme, str) or scheme.strip().upper() not in INEGI_SCHEMES:
            return None
        return first if isinstance(key, str) and key.strip()[:5] in self.places else None


@dataclass(frozen=True)
class PointAt(Binding):
    """A GeoJSON point, written by people as latitude and longitude."""

    name: str
    at: str

    def inputs(self, document: Any) -> dict[str, Input]:
        possible = self._possible(document)
        coordinates = self._coordinates(document) if possible else []
        made: dict[str, Input] = {}
        for kind, index in (("latitude", 1), ("longitude", 0)):
            field: forms.Field = LineField(disabled=True)
            if possible:
                attrs = {"inputmode": "text", "autocomplete": "off"}
                field = DegreesField(limit=LIMITS[kind], widget=forms.TextInput(attrs=attrs))
            field.label = _("Latitud") if kind == "latitude" else _("Longitud")
            field.help_text = HELP[kind] if possible else self._why(document)
            shown = as_text(coordinates[index]) if len(coordinates) > index else ""
            made[f"{self.name}_{kind}"] = Input(field, f"{self.at}/geometry", shown)
        return made

    def problems(
        self, document: Any, values: Mapping[str, Any], touched: Collection[str]
    ) -> Iterator[tuple[str, Any]]:
        latitude, longitude = f"{self.name}_latitude", f"{self.name}_longitude"
        if not {latitude, longitude} & set(touched):
            return
        # What was touched and is not among the values had a mistake of its own, already told.
        if any(n in touched and n not in values for n in (latitude, longitude)):
            return
        y, x = self._after(document, values, touched)
        if (y is None) != (x is None):
            yield latitude if y is None else longitude, _("Escriba la latitud y la longitud.")
        elif _is_in_mexico(x, y) and not _is_in_mexico(y, x):
            yield (
                latitude,
                _("Parece que la latitud y la longitud están al revés: intercámbielas."),
            )

    def write(self, document: Any, values: Mapping[str, Any], touched: Collection[str]) -> None:
        latitude, longitude = self._after(document, values, touched)
        geometry = f"{self.at}/geometry"
        if latitude is None or longitude is None:
            pointer.remove(document, geometry, prune=True)
            return
        if pointer.get(document, f"{geometry}/type") is None:
            pointer.put(document, f"{geometry}/type", "Point")
        before = self._coordinates(document)
        if len(before) < 2:
            pointer.put(document, f"{geometry}/coordinates", [longitude, latitude])
            return
        for index, value in ((0, longitude), (1, latitude)):
            if before[index] != value:
                pointer.put(document, f"{geometry}/coordinates/{index}", value)

    def _after(
        self, document: Any, values: Mapping[str, Any], touched: Collection[str]
    ) -> tuple[Any, Any]:
        """Latitude and longitude with the edits; a pair pasted into either box gives both."""
        before = self._coordinates(document)
        result = []
        for kind, index in (("latitude", 1), ("longitude", 0)):
            name = f"{self.name}_{kind}"
            value = before[index] if len(before) > index else None
            value = values.get(name) if name in touched else value
            if isinstance(value, tuple):
                return value
            result.append(value)
        return result[0], result[1]

    def _possible(self, document: Any) -> bool:
        geometry = pointer.get(document, f"{self.at}/geometry")
        if not can_hold(document, f"{self.at}/·"):
            return False
        if geometry is None:
            return True
        if not isinstance(geometry, dict) or geometry.get("type") not in (None, "Point"):
            return False
        coordinates = geometry.get("coordinates")
        if coordinates is None:
            return True
        return isinstance(coordinates, list) and not any(
            isinstance(each, dict | list) for each in coordinates
        )

    def _coordinates(self, document: Any) -> list[Any]:
        found = pointer.get(document, f"{self.at}/geometry/coordinates")
        return found if isinstance(found, list) else []

    def _why(self, document: Any) -> Any:
        shape = pointer.get(document, f"{self.at}/geometry/type")
        if shape in ("LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"):
            return _("La ubicación es un trazo, no un punto: aquí no se cambia, y se conserva.")
        return NOT_SHOWN


HELP = {
    "latitude": _(
        "En grados, por ejemplo 20.6597. También puede pegar aquí las dos: 20.65, -103.34."
    ),
    "longitude": _("En grados; en Jalisco es negativa, por ejemplo -103.3496."),
}


def _is_in_mexico(latitude: Any, longitude: Any) -> bool:
    return all(
        isinstance(value, int | float) and MEXICO[kind][0] <= value <= MEXICO[kind][1]
        for kind, value in (("latitude", latitude), ("longitude", longitude))
    )
