"""How allauth behaves here: accounts are given by an entity or the manager, never taken."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest

from entities.queries import current_chapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """The address is the account's name: who gave the account changes it, not its owner."""
        return False

    def format_email_subject(self, subject: str) -> str:
        chapter = current_chapter()
        return f"[{chapter.name}] {subject}" if chapter else subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails name the chapter and the portal's own address, whatever host the request named."""
        known = {"chapter": current_chapter(), "site_url": settings.SITE_URL}
        super().send_mail(template_prefix, email, {**context, **known})
