from django.apps import AppConfig


class MunicipalitiesConfig(AppConfig):
    """Places: states, regions, municipalities. The leaf: it imports no other app."""

    name = "municipalities"
    verbose_name = "Lugares"
