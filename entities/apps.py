from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    """Who publishes: chapters, public bodies, people and their roles."""

    name = "entities"
    verbose_name = "Entidades"
