"""Signing in: who gets in, how far, and what strangers can learn."""

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse
from django.utils import translation

from entities.models import Entity, Role, User
from tests.disclosure.form_sending import form_to, send
from tests.factories import make_draft, make_entity, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "una-clave-larga-de-prueba"
OFFICES = [
    "capture:list",
    "capture:import",
    "capture:log",
    "capture:token-list",
    "review:list",
    "admin:index",
    "admin:entities_user_changelist",
]


@pytest.fixture
def siop() -> Entity:
    return make_entity("siop")


@pytest.fixture
def capturer(siop) -> User:
    return make_user(Role.CAPTURER, siop)


def sign_in(client: Client, email: str, password: str = PASSWORD, **fields: str) -> Any:
    url = reverse("account_login")
    query = {"next": fields["next"]} if "next" in fields else {}
    data = form_to(client.get(url, query).text, url)
    data["login"], data["password"] = email, password
    return send(client, url, data)


def code_of(secret: str) -> str:
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def confirmed(client: Client, url: str) -> Any:
    """The page that asks for the password once more before it opens."""
    asked = client.get(url)
    assert asked.url.split("?")[0] == reverse("account_reauthenticate")
    data = form_to(client.get(asked.url).text, reverse("account_reauthenticate"))
    data["password"] = PASSWORD
    assert send(client, reverse("account_reauthenticate"), data).url == url
    return client.get(url)


# --- with a password -----------------------------------------------------------------------------


def test_signing_in_opens_the_capture_pages(client, capturer) -> None:
    answer = sign_in(client, capturer.email)
    assert answer.url == reverse("capture:list")
    assert client.get(answer.url).status_code == 200


def test_signing_in_goes_on_where_one_was(client, siop, capturer) -> None:
    url = reverse("capture:edit", args=[make_draft(siop).project.oc4ids_id])
    asked = client.get(url)
    assert asked.url == f"{reverse('account_login')}?next={url}"
    assert sign_in(client, capturer.email, next=url).url == url
    client.session.flush()
    client.cookies.clear()
    assert sign_in(client, capturer.email, next=url).url == url


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "http:evil"]
)
def test_signing_in_never_leads_to_another_site(client, capturer, target) -> None:
    assert sign_in(client, capturer.email, next=target).url == reverse("capture:list")


@pytest.mark.parametrize("email", ["capturer.siop@example.org", "nadie@example.org"])
def test_wrong_password_and_unknown_account_look_the_same(client, capturer, email) -> None:
    answer = sign_in(client, email, "otra-clave-cualquiera")
    assert answer.status_code == 200
    assert answer.context["form"].errors == {
        "__all__": [
            "La dirección de correo electrónico y/o la contraseña que ha indicado no son correctas."
        ]
    }
    assert not is_signed_in(client)


def test_account_that_ended_does_not_get_in(client, capturer) -> None:
    User.objects.filter(pk=capturer.pk).update(is_active=False)
    sign_in(client, capturer.email)
    assert not is_signed_in(client)


def test_many_failures_are_stopped_even_with_the_right_password(client, capturer) -> None:
    for _ in range(5):
        sign_in(client, capturer.email, "otra-clave-cualquiera")
    sign_in(client, capturer.email)
    assert not is_signed_in(client)
    other = make_user(Role.LIAISON, make_entity("siop"))
    sign_in(Client(), other.email)


def test_too_many_requests_get_a_page_that_says_so(client) -> None:
    url = reverse("account_reset_password")
    answers = [client.post(url, {"email": f"persona{n}@example.org"}) for n in range(21)]
    assert [a.status_code for a in answers] == [302] * 20 + [429]
    assert answers[-1].text.count("<h1>Demasiados intentos</h1>") == 1


def test_sign_up_is_closed(client) -> None:
    url = reverse("account_signup")
    for answer in (
        client.get(url),
        client.post(url, {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD}),
    ):
        assert answer.text.count("<h1>Las cuentas no se piden aquí</h1>") == 1
    assert User.objects.count() == 0


def test_signing_out_asks_and_ends_the_session(client, capturer) -> None:
    sign_in(client, capturer.email)
    url = reverse("account_logout")
    page = client.get(url)
    assert is_signed_in(client)
    assert send(client, url, form_to(page.text, url)).url == reverse("home")
    assert not is_signed_in(client)


# --- a new password ------------------------------------------------------------------------------


def test_password_is_reset_by_mail(client, capturer, mailoutbox) -> None:
    url = reverse("account_reset_password")
    data = form_to(client.get(url).text, url)
    data["email"] = capturer.email
    done = send(client, url, data)
    assert done.url == reverse("account_reset_password_done")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (
        [capturer.email],
        "[CoST Jalisco] Elegir una contraseña nueva",
    )
    link = re.findall(r"http://testserver(/\S+)", mail.body)[0]
    page = client.get(link, follow=True)
    data = form_to(page.text, page.request["PATH_INFO"])
    data["password1"] = data["password2"] = "otra-clave-larga-de-prueba"
    changed = send(client, page.request["PATH_INFO"], data)
    assert changed.url == reverse("account_reset_password_from_key_done")
    assert sign_in(client, capturer.email).status_code == 200
    assert sign_in(client, capturer.email, "otra-clave-larga-de-prueba").status_code == 302
    used = Client().get(link, follow=True)
    assert used.text.count("<h1>El enlace ya no sirve</h1>") == 1


def test_reset_tells_nobody_whether_there_is_an_account(capturer, mailoutbox) -> None:
    url = reverse("account_reset_password")
    answers = []
    for email in (capturer.email, "nadie@example.org"):
        client = Client()
        answer = client.post(url, {"email": email})
        page = client.get(answer.url)
        answers.append((answer.status_code, answer.url, page.text.replace(email, "")))
    assert answers[0] == answers[1]
    assert [mail.subject for mail in mailoutbox] == [
        "[CoST Jalisco] Elegir una contraseña nueva",
        "[CoST Jalisco] No hay una cuenta con este correo",
    ]


def test_changed_password_is_told_by_mail_and_ends_the_session(
    client, capturer, mailoutbox
) -> None:
    sign_in(client, capturer.email)
    url = reverse("account_change_password")
    data = form_to(client.get(url).text, url)
    data["oldpassword"] = PASSWORD
    data["password1"] = data["password2"] = "otra-clave-larga-de-prueba"
    send(client, url, data)
    assert [mail.subject for mail in mailoutbox] == ["[CoST Jalisco] Su contraseña cambió"]
    assert not is_signed_in(client)


# --- one's account -------------------------------------------------------------------------------


def test_address_of_an_account_cannot_be_changed_by_its_owner(client, capturer) -> None:
    sign_in(client, capturer.email)
    url = reverse("account_email")
    assert client.get(url).text.count(capturer.email) >= 1
    for action in ("action_add", "action_primary", "action_remove", "action_send"):
        client.post(url, {action: "1", "email": "otra@example.org"})
        client.post(url, {action: "1", "email": capturer.email})
    capturer.refresh_from_db()
    assert capturer.email == "capturer.siop@example.org"
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [capturer.email]


def test_other_sessions_can_be_closed(client, capturer) -> None:
    elsewhere = Client()
    sign_in(elsewhere, capturer.email)
    sign_in(client, capturer.email)
    url = reverse("usersessions_list")
    page = client.get(url)
    assert len(page.context["sessions"]) == 2
    send(client, url, form_to(page.text, url))
    assert client.get(reverse("capture:list")).status_code == 200
    assert elsewhere.get(reverse("capture:list")).status_code == 302


# --- the second factor ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ENTITY_ADMIN, "superuser"])
@pytest.mark.parametrize("office", OFFICES)
def test_managers_and_administrators_set_up_a_second_factor_first(
    client, siop, role, office
) -> None:
    user = _with_duty(role, siop)
    sign_in(client, user.email)
    answer = client.get(reverse(office))
    assert (answer.status_code, answer.url) == (302, reverse("mfa_activate_totp"))


def test_second_factor_is_asked_for_under_every_language(client, siop) -> None:
    sign_in(client, make_user(Role.MANAGER).email)
    with translation.override("en"):
        answer = client.get(reverse("capture:list"))
        assert (answer.status_code, answer.url) == (302, "/en/cuenta/2fa/totp/activate/")


@pytest.mark.parametrize("role", [Role.CAPTURER, Role.LIAISON])
def test_others_work_without_a_second_factor(client, siop, role) -> None:
    sign_in(client, make_user(role, siop).email)
    assert client.get(reverse("capture:list")).status_code == 200


def test_second_factor_is_set_up_and_asked_for(client, capturer, siop) -> None:
    manager = make_user(Role.MANAGER)
    sign_in(client, manager.email)
    client.get(reverse("account_email"))  # which lists the address, not verified
    url = client.get(reverse("capture:list")).url
    page = confirmed(client, url)
    assert page.text.count('src="data:image/svg+xml;base64,') == 1
    data = form_to(page.text, url)
    data["code"] = code_of(page.context["form"].secret)
    activated = send(client, url, data)
    assert activated.url == reverse("mfa_view_recovery_codes")
    codes = client.get(activated.url).context["unused_codes"]
    assert client.get(reverse("capture:list")).status_code == 200

    again = Client()
    asked = sign_in(again, manager.email)
    assert asked.url == reverse("mfa_authenticate")
    assert again.get(reverse("capture:list")).status_code == 302
    data = form_to(again.get(asked.url).text, asked.url)
    data["code"] = "000000"
    assert send(again, asked.url, data).status_code == 200
    assert not is_signed_in(again)
    data["code"] = codes[0]
    assert send(again, asked.url, data).url == reverse("capture:list")
    assert is_signed_in(again)

    third = Client()
    asked = sign_in(third, manager.email)
    assert send(third, asked.url, data).status_code == 200  # a recovery code serves once
    assert not is_signed_in(third)


def test_wrong_code_activates_nothing(client) -> None:
    manager = make_user(Role.MANAGER)
    sign_in(client, manager.email)
    url = reverse("mfa_activate_totp")
    data = form_to(confirmed(client, url).text, url)
    data["code"] = "000000"
    assert send(client, url, data).status_code == 200
    assert Authenticator.objects.count() == 0


def test_administration_does_not_let_anybody_in_with_the_password_alone(client) -> None:
    admin = _with_duty("superuser", None)
    TOTP.activate(admin, generate_totp_secret())
    answer = client.post(reverse("admin:login"), {"username": admin.email, "password": PASSWORD})
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))
    assert not is_signed_in(client)
    asked = sign_in(client, admin.email, next=reverse("admin:index"))
    assert asked.url.split("?")[0] == reverse("mfa_authenticate")
    assert client.get(reverse("admin:index")).status_code == 302


def test_administration_is_closed_to_managers(client) -> None:
    manager = make_user(Role.MANAGER)
    TOTP.activate(manager, generate_totp_secret())
    client.force_login(manager)
    assert client.get(reverse("admin:index")).status_code == 302


def test_demonstration_may_do_without(client, settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(make_user(Role.MANAGER))
    assert client.get(reverse("capture:list")).status_code == 200


def test_closing_a_second_factor_asks_who_it_is(client) -> None:
    manager = make_user(Role.MANAGER)
    TOTP.activate(manager, generate_totp_secret())
    client.force_login(manager)
    answer = client.get(reverse("mfa_deactivate_totp"))
    assert answer.url.split("?")[0] in (
        reverse("account_reauthenticate"),
        reverse("mfa_reauthenticate"),
    )
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_signup",
        "account_inactive",
    ],
)
def test_pages_of_sign_in_speak_plainly_and_run_nothing(client, name) -> None:
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert not re.findall(r"<script(?![^>]*\ssrc=)|\son[a-z]+=|\sstyle=", page.text)


def test_sign_in_takes_as_long_for_an_unknown_account(client, capturer, settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    capturer.set_password(PASSWORD)
    capturer.save()

    def cpu(email: str) -> float:
        started = time.process_time()
        sign_in(client, email, "otra-clave-cualquiera")
        return time.process_time() - started

    known = sorted(cpu(capturer.email) for _ in range(3))[1]
    unknown = sorted(cpu("nadie@example.org") for _ in range(3))[1]
    assert 0.5 < known / unknown < 2


def _with_duty(role: Any, entity: Entity | None) -> User:
    if role == "superuser":
        return User.objects.create_superuser("admin@example.org", PASSWORD)
    return make_user(role, entity if role == Role.ENTITY_ADMIN else None)
