from django.apps import AppConfig


class CostJaliscoConfig(AppConfig):
    """The composition root: nothing imports it."""

    name = "costjalisco"

    def ready(self) -> None:
        from costjalisco import checks  # noqa: F401
