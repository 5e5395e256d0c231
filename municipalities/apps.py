from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MunicipalitiesConfig(AppConfig):
    """Places: states, regions, municipalities. The leaf: it imports no other app."""

    name = "municipalities"
    verbose_name = _("Lugares")
