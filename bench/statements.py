"""How many SQL statements each of these addresses takes: ``python -m bench.statements PATH…``."""

import json
import sys

from bench import portal
from bench.import_once import Counter


def main(paths: list[str]) -> list[int]:
    from django.db import connection
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    counts = []
    for path in paths:
        assert client.get(path).status_code == 200, path  # what is kept in memory is there now
        counter = Counter()
        with connection.execute_wrapper(counter):
            client.get(path)
        counts.append(counter.count)
    return counts


if __name__ == "__main__":
    portal.set_up()
    print(json.dumps(main(sys.argv[1:])))
