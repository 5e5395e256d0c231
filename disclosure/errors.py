"""What can go wrong in this domain: one exception per condition.

Each has a machine code, an HTTP status, a sentence for people and, where they help, data. Pages
and API show them through one place each (``costjalisco/middleware.py``, ``api/problems.py``).
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.standard.findings import Finding


class DomainError(Exception):
    """Base. ``title`` is a sentence in the reader's language; ``data`` goes to the API."""

    code = "error"
    status = 400
    title: str | Promise = _("No se pudo hacer.")

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data

    @property
    def detail(self) -> str:
        return str(self.title) % self.data if self.data else str(self.title)

    @property
    def findings(self) -> list[Finding]:
        return []


class NotFound(DomainError):
    """It does not exist, or is not for this person: both look the same."""

    code = "not-found"
    status = 404
    title = _("No existe, o su cuenta no tiene acceso.")


class NotAllowed(DomainError):
    """The person may see it but not do this."""

    code = "not-allowed"
    status = 403
    title = _("Su papel en la entidad no permite hacer esto.")


class StaleVersion(DomainError):
    """Somebody saved in between (data: ``current``, the version there is now)."""

    code = "stale-version"
    status = 412
    title = _(
        "Otra persona guardó cambios mientras usted trabajaba. Nada se sobrescribió: revise la "
        "versión actual y vuelva a aplicar los suyos."
    )


class VersionRequired(DomainError):
    code = "version-required"
    status = 428
    title = _("Falta el encabezado If-Match con la versión del borrador que leyó.")


class WrongState(DomainError):
    """The action does not fit the state (data: ``state``)."""

    code = "wrong-state"
    status = 409
    title = _("El proyecto no está en un estado en el que se pueda hacer esto.")


class NothingToPublish(DomainError):
    code = "nothing-to-publish"
    status = 409
    title = _("El borrador es igual a lo que ya está publicado.")


class ReasonRequired(DomainError):
    code = "reason-required"
    status = 422
    title = _("Escriba el motivo.")


class IdentifierTaken(DomainError):
    """Another project, perhaps of another entity, has this id."""

    code = "identifier-taken"
    status = 409
    title = _("Ese identificador ya pertenece a otro proyecto.")


class IdentifierChanged(DomainError):
    code = "identifier-changed"
    status = 422
    title = _("El identificador de un proyecto no cambia. Cree un proyecto nuevo.")


class HasErrors(DomainError):
    """The document has findings of severity error."""

    code = "has-errors"
    status = 422
    title = _("Hay errores que impiden publicar. Corríjalos y vuelva a intentarlo.")

    def __init__(self, errors: list[Finding]) -> None:
        super().__init__()
        self._errors = errors

    @property
    def findings(self) -> list[Finding]:
        return self._errors


class NotADocument(DomainError):
    code = "not-a-document"
    status = 422
    title = _("Se espera un objeto JSON con el proyecto.")


class TextNotFound(DomainError):
    """None of the texts to redact stands in any version of the project."""

    code = "text-not-found"
    status = 422
    title = _("Ese texto no aparece en ninguna versión del proyecto.")


class FileBeingRead(DomainError):
    """A file of the entity is being read, and nobody knows yet whose texts it has."""

    code = "file-being-read"
    status = 409
    title = _(
        "El portal está leyendo un archivo de esta entidad, que también puede tener el dato. "
        "Espere a que termine y vuelva a suprimirlo."
    )


class TextTooShort(DomainError):
    """A text to redact so short that it would tear up the document."""

    code = "text-too-short"
    status = 422
    title = _("Escriba completo el dato que se va a suprimir: cuatro caracteres o más.")


class FileTooLarge(DomainError):
    """An upload beyond the limit (data: ``limit``, in megabytes)."""

    code = "file-too-large"
    status = 413
    title = _("El archivo pasa de %(limit)s MB. Divídalo en varios y súbalos por separado.")


class NothingChosen(DomainError):
    code = "nothing-chosen"
    status = 422
    title = _("Elija al menos un proyecto.")
