"""Where the file behind ``/jsonprojects`` is: ``python -m bench.built_file`` prints it as JSON."""

import json

from bench import portal


def main() -> str:
    from django.conf import settings

    from disclosure.models import BulkFile

    return str(settings.BULK_ROOT / BulkFile.objects.get(name="oc4ids.json", entity=None).path)


if __name__ == "__main__":
    portal.set_up()
    print(json.dumps(main()))
