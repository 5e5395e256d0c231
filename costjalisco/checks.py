"""What a production process refuses to start with: which setting, and how to mend it.

A process is in production when ``PRODUCTION=1``. Then each of these is a Django check of level
Error, so that every command refuses; and ``refuse_insecure_settings`` is called where web and
worker processes start, which run no checks by themselves.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY, FEWEST_DIFFERENT = 50, 5
UNSENT_MAIL = ("console", "dummy", "filebased", "locmem")
WITHOUT_PASSWORD = {"", "postgres", "password", "changeme", "portal", "secret"}


def _key() -> bool:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's answer to an empty one
        return False
    return (
        key != settings.INSECURE_SECRET_KEY
        and len(key) >= SHORTEST_KEY
        and len(set(key)) >= FEWEST_DIFFERENT
    )


def _hosts() -> bool:
    hosts = settings.ALLOWED_HOSTS
    site = urlsplit(settings.SITE_URL).hostname
    return bool(hosts) and "*" not in hosts and site in hosts


def _engine() -> bool:
    return settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"


def _database_password() -> bool:
    database = settings.DATABASES["default"]
    # Through a Unix socket the system itself says who asks.
    socket = not database.get("HOST") or str(database["HOST"]).startswith("/")
    return not _engine() or socket or database.get("PASSWORD", "") not in WITHOUT_PASSWORD


def _mail() -> bool:
    return not any(f".{kind}." in settings.EMAIL_BACKEND for kind in UNSENT_MAIL)


def _bucket() -> bool:
    options = settings.STORAGES["default"].get("OPTIONS", {})
    return bool(settings.S3_BUCKET and options.get("access_key") and options.get("secret_key"))


def _secure_cookies() -> bool:
    return settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE


# Code, setting, whether it is as it should be, what is wrong, how to mend it.
Rule = tuple[str, str, Callable[[], bool], str, str]
RULES: tuple[Rule, ...] = (
    (
        "E001",
        "SECRET_KEY",
        _key,
        "falta, es la de desarrollo o es muy corta",
        "genere una: python -c 'import secrets; print(secrets.token_urlsafe(64))'",
    ),
    (
        "E002",
        "DEBUG",
        lambda: not settings.DEBUG,
        "está activado y mostraría el interior del portal",
        "quítelo del entorno, o DEBUG=0",
    ),
    (
        "E003",
        "DEMO",
        lambda: not settings.DEMO,
        "está activado: hay cuentas de demostración",
        "quítelo del entorno, o DEMO=0",
    ),
    (
        "E004",
        "DATABASE_URL",
        _engine,
        "no es de PostgreSQL",
        "DATABASE_URL=postgres://usuario:contraseña@servidor:5432/base",
    ),
    (
        "E005",
        "DATABASE_URL",
        _database_password,
        "no lleva contraseña, o lleva una que cualquiera adivina",
        "dé a la base una contraseña larga y póngala en DATABASE_URL",
    ),
    (
        "E006",
        "REDIS_URL",
        lambda: bool(settings.REDIS_URL),
        "falta: los límites de intentos y los avisos no se compartirían entre procesos",
        "REDIS_URL=redis://servidor:6379/0, con appendonly yes",
    ),
    (
        "E007",
        "ALLOWED_HOSTS",
        _hosts,
        "está vacío, admite cualquier nombre o no incluye el de SITE_URL",
        "ALLOWED_HOSTS=el.nombre.del.sitio",
    ),
    (
        "E008",
        "SITE_URL",
        lambda: settings.SITE_URL.startswith("https://"),
        "no empieza con https://",
        "SITE_URL=https://el.nombre.del.sitio",
    ),
    (
        "E009",
        "HTTPS",
        _secure_cookies,
        "está desactivado: las sesiones viajarían sin cifrar",
        "quítelo del entorno, o HTTPS=1",
    ),
    (
        "E010",
        "EMAIL_URL",
        _mail,
        "falta: nadie recibiría avisos ni podría recuperar su contraseña",
        "EMAIL_URL=smtp+tls://usuario:contraseña@servidor:587, o EMAIL_BACKEND de su proveedor",
    ),
    (
        "E011",
        "REQUIRE_SECOND_FACTOR",
        lambda: settings.REQUIRE_SECOND_FACTOR,
        "está desactivado: gerencia y administración entrarían solo con contraseña",
        "quítelo del entorno, o REQUIRE_SECOND_FACTOR=1",
    ),
    (
        "E012",
        "S3_BUCKET",
        _bucket,
        "falta el depósito de archivos o sus llaves",
        "ponga S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY y, si no es de AWS, S3_ENDPOINT_URL",
    ),
    (
        "E013",
        "CELERY_TASK_ALWAYS_EAGER",
        lambda: not settings.CELERY_TASK_ALWAYS_EAGER,
        "está activado: los trabajos largos detendrían a las páginas",
        "quítelo del entorno",
    ),
)


def problems() -> Iterator[Error]:
    """An error for each setting with which production must not start."""
    for code, name, holds, wrong, mend in RULES:
        if not holds():
            yield Error(f"{name}: {wrong}.", hint=f"{mend}.", id=f"costjalisco.{code}")


@register
def check_production(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    return list(problems()) if settings.PRODUCTION else []


def refuse_insecure_settings() -> None:
    """Stop a web or worker process of production that has insecure settings.

    :raises ImproperlyConfigured: naming each of them, and how to mend it.
    """
    found = list(problems()) if settings.PRODUCTION else []
    if found:
        said = "\n".join(f"  {error.id} {error.msg} {error.hint}" for error in found)
        raise ImproperlyConfigured(f"El portal no arranca con esta configuración:\n{said}")
