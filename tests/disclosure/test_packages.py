from datetime import UTC, datetime, timedelta, timezone

from disclosure.exchange.packages import package_head, package_of
from disclosure.standard import canonical
from entities.models import Chapter

MOMENT = datetime(2026, 3, 14, 9, 26, 53, 589793, tzinfo=timezone(timedelta(hours=-6)))
URI = "https://obras.example/proyectos/x.json"


def chapter(**fields):
    return Chapter(
        **{
            "publisher_name": "CoST «Jalisco»",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            **fields,
        }
    )


def test_package_carries_the_exact_texts_of_its_projects():
    texts = ['{"b":1.0,"id":"x"}', '{"id":"ñ"}']

    package = b"".join(package_of(texts, chapter=chapter(), uri=URI, published_at=MOMENT))

    assert package.decode().endswith('"projects":[{"b":1.0,"id":"x"},{"id":"ñ"}]}')
    assert canonical.parse(package) == {
        "uri": URI,
        "publishedDate": "2026-03-14T15:26:53Z",
        "version": "0.9",
        "publisher": {"name": "CoST «Jalisco»"},
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "projects": [{"b": 1.0, "id": "x"}, {"id": "ñ"}],
    }


def test_package_without_projects_is_still_json():
    package = b"".join(package_of([], chapter=chapter(), uri=URI, published_at=MOMENT))

    assert canonical.parse(package)["projects"] == []


def test_package_names_publisher_policy_and_pages_when_there_are_any():
    head = package_head(
        chapter(
            publisher_scheme="MX-RFC",
            publisher_uid="ITE050327CB3",
            publisher_uri="https://www.example/",
            publication_policy="https://www.example/politica",
        ),
        URI,
        datetime(2026, 1, 1, tzinfo=UTC),
        links={"next": "https://obras.example/?after=9", "prev": None},
    )

    package = canonical.parse(head + b"]}")
    assert package["publisher"] == {
        "name": "CoST «Jalisco»",
        "scheme": "MX-RFC",
        "uid": "ITE050327CB3",
        "uri": "https://www.example/",
    }
    assert package["publicationPolicy"] == "https://www.example/politica"
    assert package["links"] == {"next": "https://obras.example/?after=9"}
