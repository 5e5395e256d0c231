"""Forms of the capture pages, the documents' own apart."""

import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosure.models import DraftState, ImportItem, LogAction, LogEntry, Project, ProjectState
from entities.models import Entity

_LOCAL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
# Stages after which nothing more is reported each month. Source: projectStatus of OC4IDS 0.9.5.
_ENDED = ("maintenance", "decommissioning", "decommissioned", "cancelled")


class ImportForm(forms.Form):
    """A file, and for which entity it is."""

    entity = forms.ModelChoiceField(
        label=_("Entidad"), queryset=Entity.objects.none(), empty_label=None, to_field_name="slug"
    )
    file = forms.FileField(
        label=_("Archivo con sus proyectos"),
        allow_empty_file=True,  # the reader says what is wrong with it
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def __init__(self, *args: Any, entities: QuerySet[Entity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_entities(self, entities)


class StartForm(forms.Form):
    """A new project: whose, its id and its name."""

    entity = forms.ModelChoiceField(
        label=_("Entidad"), queryset=Entity.objects.none(), empty_label=None, to_field_name="slug"
    )
    local_id = forms.CharField(
        label=_("Identificador"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    title = forms.CharField(label=_("Nombre del proyecto"), max_length=500)

    def __init__(self, *args: Any, entities: QuerySet[Entity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_entities(self, entities)
        self.fields["local_id"].help_text = _(
            "Ya está lleno con el siguiente número libre; puede cambiarlo por la clave de su "
            "expediente. No cambia después. Use letras sin acento, números, puntos y guiones."
        )
        self.fields["title"].help_text = _(
            "El nombre oficial, con la obra y el lugar, de modo que cualquiera lo entienda."
        )

    def clean_local_id(self) -> str:
        text = str(self.cleaned_data["local_id"])
        if not _LOCAL_ID.fullmatch(text):
            raise forms.ValidationError(
                _("Use solo letras sin acento, números, puntos y guiones, sin espacios.")
            )
        return text


class CaptureFilter(forms.Form):
    """What of their projects a person wants to see."""

    STATES = [
        ("", _("Todos")),
        ("captura", _("En captura")),
        ("revision", _("En revisión")),
        ("devuelto", _("Devueltos")),
        ("errores", _("Con errores")),
        ("publicado", _("Publicados")),
        ("retirado", _("Retirados")),
        ("mes", _("Por actualizar este mes")),
    ]

    q = forms.CharField(label=_("Nombre o identificador"), required=False, max_length=200)
    estado = forms.ChoiceField(label=_("Situación"), choices=STATES, required=False)
    entidad = forms.ModelChoiceField(
        label=_("Entidad"),
        queryset=Entity.objects.none(),
        required=False,
        empty_label=_("Todas"),
        to_field_name="slug",
    )

    # The projects of an imported file: the page of the import leads here.
    archivo = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, entities: QuerySet[Entity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_entities(self, entities, "entidad")

    def narrow(self, projects: QuerySet[Project]) -> QuerySet[Project]:
        """The projects that answer the filter; what is no valid filter narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if text := chosen.get("q"):
            projects = projects.filter(
                Q(oc4ids_id__icontains=text)
                | Q(title__icontains=text)
                | Q(draft__title__icontains=text)
            )
        if entity := chosen.get("entidad"):
            projects = projects.filter(entity=entity)
        if batch := chosen.get("archivo"):
            items = ImportItem.objects.filter(batch=batch, project__isnull=False)
            projects = projects.filter(pk__in=items.values("project"))
        condition = self._condition(chosen.get("estado", ""))
        return projects if condition is None else projects.filter(condition)

    @staticmethod
    def _condition(state: str) -> Q | None:
        if state == "mes":
            month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            waits = Q(state=ProjectState.PUBLISHED, updated_at__lt=month, draft__isnull=True)
            return waits & ~Q(status__in=_ENDED)
        return {
            "captura": Q(draft__state=DraftState.EDITING),
            "revision": Q(draft__state=DraftState.SUBMITTED),
            "devuelto": Q(draft__state=DraftState.RETURNED),
            "errores": Q(draft__errors_count__gt=0),
            "publicado": Q(state=ProjectState.PUBLISHED),
            "retirado": Q(state=ProjectState.WITHDRAWN),
        }.get(state)


class LogFilter(forms.Form):
    """What of the log a person wants to see."""

    proyecto = forms.CharField(
        label=_("Identificador del proyecto"), required=False, max_length=200
    )
    accion = forms.ChoiceField(
        label=_("Qué se hizo"), choices=[("", _("Todo")), *LogAction.choices], required=False
    )
    entidad = forms.ModelChoiceField(
        label=_("Entidad"),
        queryset=Entity.objects.none(),
        required=False,
        empty_label=_("Todas"),
        to_field_name="slug",
    )
    desde = forms.DateField(
        label=_("Desde"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    hasta = forms.DateField(
        label=_("Hasta"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, entities: QuerySet[Entity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_entities(self, entities, "entidad")

    def narrow(self, entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        chosen = self.cleaned_data if self.is_valid() else {}
        lookups = {
            "proyecto": "project__oc4ids_id",
            "accion": "action",
            "entidad": "entity",
            "desde": "at__date__gte",
            "hasta": "at__date__lte",
        }
        wanted = {lookups[name]: value for name, value in chosen.items() if value}
        return entries.filter(**wanted)


class TokenForm(forms.Form):
    """A key for an entity's own system."""

    entity = forms.ModelChoiceField(
        label=_("Entidad"), queryset=Entity.objects.none(), empty_label=None, to_field_name="slug"
    )
    name = forms.CharField(
        label=_("Para qué sistema"),
        max_length=80,
        help_text=_("Por ejemplo: «Sistema de obra, Dirección de Informática»."),
    )
    expires_on = forms.DateField(
        label=_("Último día de vigencia"),
        required=False,
        help_text=_("Sin fecha, la llave sirve hasta que alguien la revoque."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, entities: QuerySet[Entity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_entities(self, entities)

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("Elija hoy o una fecha posterior."))
        return day


def offer_entities(form: forms.Form, entities: QuerySet[Entity], name: str = "entity") -> None:
    """Let a form choose among the entities of the person; not ask who has only one."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = entities
    few = list(entities[:2])
    if len(few) == 1:
        if field.required:
            form.initial.setdefault(name, few[0].slug)
            field.widget = forms.HiddenInput()
        else:
            del form.fields[name]
