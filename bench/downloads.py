"""``/jsonprojects`` from the prebuilt file, beside a bare file server sending that same file."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import peers
from bench.load import published
from bench.measure import median, spread
from bench.portal import Site, folder
from bench.report import Row
from bench.servers import Server, free_port, gunicorn, running
from bench.traffic import Traffic, drive

LARGEST = 10_000  # projects
TURNS, COUNT, CONNECTIONS = 6, 4, 2
TARGET = 0.9

_NGINX = """
daemon off; worker_processes 2; pid {place}/nginx.pid; error_log {place}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; sendfile on; tcp_nopush on; default_type application/json;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy;
  fastcgi_temp_path {place}/fastcgi; uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
  server {{ listen 127.0.0.1:{port}; location / {{ root {root}; }} }}
}}
"""


def run(sizes: list[int]) -> Iterator[Row]:
    size = min(max(sizes), LARGEST)
    site = published(size, "sqlite")
    site.python("manage.py", "build_bulk", "--verbosity=0")
    file = _built(site)
    with ExitStack() as stack:
        ours = stack.enter_context(gunicorn(site))
        peer, name = stack.enter_context(_file_server(file))
        path = f"/{file.name}"
        drive(ours, ["/jsonprojects"], count=2)
        drive(peer, [path], count=2)
        mine: list[Traffic] = []
        others: list[Traffic] = []
        for _ in range(TURNS):
            mine.append(drive(ours, ["/jsonprojects"], count=COUNT, connections=CONNECTIONS))
            others.append(drive(peer, [path], count=COUNT, connections=CONNECTIONS))
    each = spread(value for traffic in mine for value in traffic.milliseconds)
    yield Row(
        "jsonprojects",
        f"{size:,} projects, {CONNECTIONS} connections",
        figure=median(a.rate / b.rate for a, b in zip(mine, others, strict=True)),
        unit=f"× {name}",
        target=TARGET,
        p50=each.p50,
        p95=each.p95,
        p99=each.p99,
        cpu=median(traffic.cpu_ms for traffic in mine),
        peer_cpu=median(traffic.cpu_ms for traffic in others),
        bytes=file.stat().st_size,
        note=f"{_megabytes(mine):.0f} MB a second, {name} {_megabytes(others):.0f}",
    )


def _built(site: Site) -> Path:
    """The file behind ``/jsonprojects``."""
    told = site.python("-m", "bench.built_file")
    return Path(json.loads(told.splitlines()[-1]))


def _megabytes(turns: list[Traffic]) -> float:
    return median(traffic.bytes / traffic.seconds / 1e6 for traffic in turns)


@contextmanager
def _file_server(file: Path) -> Iterator[tuple[Server, str]]:
    port = free_port()
    program = peers.nginx()
    log = folder() / "file-server.log"
    if program is None:
        command = [sys.executable, "-m", "bench.sendfile_server", str(port), str(file)]
        with running(command, port, log=log) as server:
            yield server, "a bare sendfile server"
        return
    place = folder() / "nginx-run"
    place.mkdir(exist_ok=True)
    settings = place / "nginx.conf"
    # Started by root, nginx would serve as somebody who may not read our folders.
    user = "user root;" if os.geteuid() == 0 else ""
    settings.write_text(user + _NGINX.format(place=place, port=port, root=file.parent))
    with running([str(program), "-c", str(settings)], port, log=log) as server:
        yield server, "nginx"
