"""Progress of the work: the last observation of a metric, and a way to add the next."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosure.forms.binder import NOT_SHOWN, Binding, Input, as_text, assign, can_hold
from disclosure.forms.bindings import day_written, parse_day, shown_day
from disclosure.forms.inputs import DayField, LineField, PercentField
from disclosure.standard import pointer

PERCENT = {"name": "Por ciento", "scheme": "UNCEFACT", "id": "P1"}


@dataclass(frozen=True)
class Progress(Binding):
    """Percent of a progress metric and the day to which it applies.

    With another day a new observation is added and the earlier ones stay; with the same day the
    last observation is corrected.
    """

    name: str
    metric: str  # of the standard's codelist metricID
    label: Any

    def inputs(self, document: Any) -> dict[str, Input]:
        last = self._last(document)
        possible = self._possible(document)
        day = pointer.get(document, f"{last}/period/endDate") if last else None
        shown = shown_day(day)
        kind = "date" if not shown or parse_day(shown) is not None else "text"
        measure = pointer.get(document, f"{last}/measure") if last else None
        percent: forms.Field = LineField(disabled=True)
        when: forms.Field = LineField(disabled=True)
        if possible:
            percent = PercentField(widget=forms.TextInput(attrs={"inputmode": "decimal"}))
            when = DayField(widget=forms.TextInput(attrs={"type": kind}))
        percent.label = self.label
        percent.help_text = _("Porcentaje de 0 a 100.") if possible else NOT_SHOWN
        when.label = _("Fecha de corte del avance")
        when.help_text = DAY_HELP if possible else NOT_SHOWN
        at = last or "/metrics"
        return {
            self.name: Input(percent, f"{at}/measure", as_text(measure) if possible else ""),
            f"{self.name}_day": Input(when, f"{at}/period", shown if possible else ""),
        }

    def problems(
        self, document: Any, values: Mapping[str, Any], touched: Collection[str]
    ) -> Iterator[tuple[str, Any]]:
        day = f"{self.name}_day"
        last = self._last(document)
        if self.name in touched and values.get(self.name) is not None:
            if last is None and not (day in touched and values.get(day)) and self.name in values:
                yield day, _("Escriba la fecha a la que corresponde el avance.")
        elif day in touched and values.get(day) is not None and last is None:
            yield self.name, _("Escriba el porcentaje de avance a esa fecha.")

    def write(self, document: Any, values: Mapping[str, Any], touched: Collection[str]) -> None:
        last, day = self._last(document), f"{self.name}_day"
        if day in touched and values[day] is not None:
            measure = values[self.name] if self.name in touched else self._measure(document)
            self._append(document, values[day], measure)
        elif last is not None:
            if self.name in touched:
                assign(document, f"{last}/measure", values[self.name])
            if day in touched:
                pointer.remove(document, f"{last}/period", prune=True)

    def _append(self, document: Any, day: Any, measure: Any) -> None:
        before = self._last(document)
        observation: dict[str, Any] = {
            "id": self._free_id(document, day.isoformat()),
            "period": {"endDate": day_written(day, ends=True)},
            "unit": pointer.get(document, f"{before}/unit") if before else None,
        }
        observation["unit"] = observation["unit"] or dict(PERCENT)
        if measure is not None:
            observation["measure"] = measure
        index = self._index(document)
        if index is None:
            metric = {
                "id": self.metric,
                "title": str(self.label),
                "observations": [observation],
            }
            pointer.put(document, "/metrics/-", metric)
        elif isinstance(pointer.get(document, f"/metrics/{index}/observations"), list):
            pointer.put(document, f"/metrics/{index}/observations/-", observation)
        else:
            pointer.put(document, f"/metrics/{index}/observations", [observation])

    def _free_id(self, document: Any, wanted: str) -> str:
        index = self._index(document)
        observations = pointer.get(document, f"/metrics/{index}/observations")
        known = observations if isinstance(observations, list) else []
        taken = [each.get("id") for each in known if isinstance(each, dict)]
        number, free = 1, wanted
        while free in taken:
            number += 1
            free = f"{wanted}-{number}"
        return free

    def _measure(self, document: Any) -> Any:
        last = self._last(document)
        return pointer.get(document, f"{last}/measure") if last else None

    def _index(self, document: Any) -> int | None:
        metrics = pointer.get(document, "/metrics")
        if not isinstance(metrics, list):
            return None
        ids = [each.get("id") if isinstance(each, dict) else None for each in metrics]
        return ids.index(self.metric) if self.metric in ids else None

    def _last(self, document: Any) -> str | None:
        """Where the observation whose period ends last stands; ``None`` if there is none."""
        index = self._index(document)
        observations = pointer.get(document, f"/metrics/{index}/observations")
        if index is None or not isinstance(observations, list):
            return None
        ends = [
            (as_text(pointer.get(each, "/period/endDate")), place)
            for place, each in enumerate(observations)
            if isinstance(each, dict)
        ]
        if not ends:
            return None
        # The projection takes the first of those that end last.
        latest = max(end for end, _place in ends)
        place = next(place for end, place in ends if end == latest)
        return f"/metrics/{index}/observations/{place}"

    def _possible(self, document: Any) -> bool:
        metrics = pointer.get(document, "/metrics")
        if not isinstance(document, dict) or not isinstance(metrics, list | None):
            return False
        index = self._index(document)
        if index is None:
            return True
        observations = pointer.get(document, f"/metrics/{index}/observations")
        if not isinstance(observations, list | None):
            return False
        last = self._last(document)
        if last is None:
            return not observations
        return can_hold(document, f"{last}/measure") and can_hold(
            document, f"{last}/period/endDate"
        )


DAY_HELP = _("Con una fecha nueva se agrega un avance y los anteriores se conservan.")
