"""What can go wrong only in the API; the rest is in ``disclosure/errors.py``."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from disclosure.errors import DomainError
from disclosure.standard.findings import Finding


class InvalidParameters(DomainError):
    """The query has a parameter that does not exist, or a value that cannot be understood.

    ``parameters``: sentences by name.
    """

    code = "invalid-parameters"
    title = _("Hay parámetros que no existen o cuyo valor no se entiende.")

    def __init__(self, parameters: Mapping[str, list[str]]) -> None:
        super().__init__()
        self.parameters = dict(parameters)


class InvalidHeader(DomainError):
    """data: ``header`` and what is ``expected`` of it."""

    code = "invalid-header"
    title = _("El encabezado %(header)s no se entiende: %(expected)s.")


class LengthRequired(DomainError):
    """A body sent in chunks: its size is only known when it is too late to refuse it."""

    code = "length-required"
    status = 411
    title = _("Falta el encabezado Content-Length: envíe el cuerpo de una vez.")


class KeyReused(DomainError):
    code = "key-reused"
    status = 422
    title = _("Esa Idempotency-Key ya se usó con otra petición. Use una nueva.")


class KeyInUse(DomainError):
    """The same request is being answered right now."""

    code = "key-in-use"
    status = 409
    title = _("La misma petición se está atendiendo en este momento. Espere y repítala.")


class Withdrawn(DomainError):
    """The project was public and no longer is (data: ``reason``, ``withdrawn_at``)."""

    code = "withdrawn"
    status = 410
    title = _("El proyecto se retiró de la consulta pública. Motivo: %(reason)s")


class ReadingErrors(DomainError):
    """The body is JSON, but some of its values cannot be kept (repeated keys, NaN, …)."""

    code = "reading-errors"
    status = 422
    title = _("El cuerpo tiene datos que no se pueden guardar. Corríjalos y envíelo de nuevo.")

    def __init__(self, found: list[Finding]) -> None:
        super().__init__()
        self._found = found

    @property
    def findings(self) -> list[Finding]:
        return self._found


class BodyInvalid(DomainError):
    """The body of an action that takes a reason has something else, or too long a one."""

    code = "invalid-body"
    status = 422
    title = _(
        "El cuerpo debe ser un objeto JSON con el motivo y nada más: "
        '{"reason": "…"}, de hasta 4,000 caracteres.'
    )


class BodyUnexpected(DomainError):
    code = "invalid-body"
    status = 422
    title = _("Esta acción no lleva cuerpo.")
