from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """Social audits and assurance: they read what disclosure publishes, never the reverse."""

    name = "audits"
    verbose_name = "Auditorías"
