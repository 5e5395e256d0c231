from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntitiesConfig(AppConfig):
    """Who publishes: chapters, public bodies, people and their roles."""

    name = "entities"
    verbose_name = _("Entidades")
