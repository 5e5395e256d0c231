"""``manage.py demo``: an invented portal to try things on."""

import os
import secrets
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure import jobs, tasks
from disclosure.demo import accounts, scenario
from disclosure.models import Project
from entities.models import User


class Command(BaseCommand):
    help = (
        "Crea datos de demostración: entidades, cuentas y obras inventadas. Puede repetirse. "
        "Solo con DEMO=1. La contraseña es DEMO_PASSWORD; si falta, se inventa y se muestra."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--projects", type=int, default=60, help="cuántas obras (60)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Los datos de demostración solo se crean donde DEMO=1: nunca en un portal real."
            )
        call_command("load_reference", verbosity=0)
        first_time = not User.objects.filter(email=accounts.ACCOUNTS[0].email).exists()
        made = _build(options["projects"])
        if made:
            self.stdout.write(f"Demostración: {made} obras inventadas.")
        self._show_accounts(first_time)

    def _show_accounts(self, first_time: bool) -> None:
        password = os.environ.get("DEMO_PASSWORD", "")
        if not password and first_time:
            password = secrets.token_urlsafe(9)
        if password:
            accounts.set_passwords(password)
        self.stdout.write("\nCuentas de demostración:")
        for account in accounts.ACCOUNTS:
            self.stdout.write(f"  {account.email:<28} {account.name}")
        self.stdout.write(
            f"Contraseña de todas: {password}"
            if password
            else "Contraseña: la que se mostró la primera vez. Para cambiarla: "
            "DEMO_PASSWORD=una-nueva make run"
        )
        total = Project.all_states.filter(is_demo=True).count()
        self.stdout.write(f"Obras de demostración: {total}")


def _build(projects: int) -> int:
    """Make the projects and do here the work that follows, so that workers begin with none."""
    jobs.on_wake(lambda job_id: None)
    try:
        made = scenario.build(projects)
        for job in list(jobs.due()) if made else []:
            jobs.run(job.pk)
    finally:
        tasks.connect()
    return made
