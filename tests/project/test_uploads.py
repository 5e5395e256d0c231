"""What is too large is refused by its announced length, whatever page it is sent to."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from entities.models import Role
from tests.factories import make_entity, make_user

pytestmark = pytest.mark.django_db
SENT = SimpleUploadedFile("obras.json", b"{" + b" " * 3_000_000)


@pytest.fixture(autouse=True)
def _small(settings):
    settings.UPLOAD_MAX_BYTES_ANONYMOUS = 1_000_000
    settings.IMPORT_MAX_BYTES = 1_000_000


@pytest.mark.parametrize("address", ["/validar/", "/cuenta/login/", "/captura/importar/"])
def test_who_has_not_signed_in_cannot_fill_the_disk(address):
    SENT.seek(0)
    client = Client(enforce_csrf_checks=True)
    client.get("/cuenta/login/")  # with a form's cookie the protection of forms reads what is sent
    assert client.post(address, {"file": SENT}).status_code == 400


@pytest.mark.parametrize(("size", "status"), [(2_000_000, 422), (4_000_000, 400)])
def test_officials_are_told_in_the_form_unless_it_is_far_too_large(client, size, status):
    siop = make_entity("siop")
    client.force_login(make_user(Role.CAPTURER, siop))
    file = io.BytesIO(b" " * size)
    file.name = "obras.json"
    answer = client.post("/captura/importar/", {"file": file, "entity": siop.slug})
    assert answer.status_code == status
