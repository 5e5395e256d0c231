from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class CostJaliscoConfig(AppConfig):
    """The composition root: nothing imports it."""

    name = "costjalisco"

    def ready(self) -> None:
        from costjalisco import checks  # noqa: F401


class StaticFiles(StaticFilesConfig):
    """Static files without what no page uses: half the time to set the portal up."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "redoc",
        "rest_framework",
        "swagger-ui-es-bundle*",
        "swagger-ui.js*",
    ]
