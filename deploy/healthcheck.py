"""Ask the portal's own process how it is; exit 1 unless it answers that it is well."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

host = urlsplit(os.environ.get("SITE_URL", "http://127.0.0.1:8000")).netloc
port = os.environ.get("BIND", "127.0.0.1:8000").rsplit(":", 1)[-1]
request = urllib.request.Request(f"http://127.0.0.1:{port}/salud", headers={"Host": host})
try:
    with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310
        sys.exit(0 if answer.status == 200 else 1)
except OSError:
    sys.exit(1)
