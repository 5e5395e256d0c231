from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    """Projects in OC4IDS: drafts, publications, history, and the ways in and out."""

    name = "disclosure"
    verbose_name = _("Divulgación")

    def ready(self) -> None:
        from disclosure import tasks

        tasks.connect()
