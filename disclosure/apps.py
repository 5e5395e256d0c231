from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """Projects in OC4IDS: drafts, publications, history, and the ways in and out."""

    name = "disclosure"
    verbose_name = "Divulgación"

    def ready(self) -> None:
        from disclosure import tasks

        tasks.connect()
