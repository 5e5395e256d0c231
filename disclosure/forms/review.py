"""Forms of the liaison's decisions. Each carries the version of the draft that was read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class VersionForm(forms.Form):
    """A decision on a draft: holds only for the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PublishForm(VersionForm):
    reason = forms.CharField(
        label=_("Qué cambió"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Se publica en el historial. Por ejemplo: «Avance de marzo»."),
    )


class ReturnForm(VersionForm):
    reason = forms.CharField(
        label=_("Qué hay que corregir"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo lee quien captura. No se publica."),
    )


class RemovalForm(forms.Form):
    """A decision on what is public: holds only for the version that was public when it was read."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, live: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.live = live

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("revision") != self.live:
            raise forms.ValidationError(
                _("Se publicó otra versión mientras usted decidía. Revísela antes de seguir.")
            )
        return cleaned


class WithdrawForm(RemovalForm):
    reason = forms.CharField(
        label=_("Motivo del retiro"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Se publica en la página del proyecto."),
    )


class RedactForm(RemovalForm):
    """Texts to remove, one a line, and why."""

    texts = forms.CharField(
        label=_("Textos que se suprimen"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Uno por renglón, tal como aparecen en el proyecto; de cuatro letras o más."),
    )
    reason = forms.CharField(
        label=_("Fundamento y motivo"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Se publica en las versiones afectadas. No repita aquí el dato."),
    )
    confirm = forms.BooleanField(
        label=_("Entiendo que el texto original se destruye y no se puede recuperar."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        texts, reason = cleaned.get("texts", ""), cleaned.get("reason", "")
        lines = [line.strip() for line in texts.splitlines() if line.strip()]
        if any(line.casefold() in reason.casefold() for line in lines):
            self.add_error("reason", _("El motivo repite el dato que se va a suprimir."))
        cleaned["lines"] = lines
        return cleaned
