from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditsConfig(AppConfig):
    """Social audits and assurance: they read what disclosure publishes, never the reverse."""

    name = "audits"
    verbose_name = _("Auditorías")
