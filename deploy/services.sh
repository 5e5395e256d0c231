#!/bin/sh
# PostgreSQL, Redis and Chromium for the full test, on Debian or Ubuntu. Needs root (or sudo).
# What already answers on 127.0.0.1 is left alone; run it as often as you like.
set -eu

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
answers() { python3 - "$1" <<'PY'
import socket, sys
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=2).close()
except OSError:
    sys.exit(1)
PY
}

packages=""
want() { packages="$packages $*"; }
answers 5432 || want postgresql
answers 6379 || want redis-server
command -v chromium >/dev/null 2>&1 || want chromium
# Text on screenshots and in PDF files; libpango is WeasyPrint's.
command -v fc-list >/dev/null 2>&1 || want fontconfig
[ -d /usr/share/fonts/truetype/dejavu ] || want fonts-dejavu-core

if [ -n "$packages" ]; then
    echo "Instalando:$packages"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages
fi

if ! answers 5432; then
    # Only from this machine, and only to a database for tests: no password.
    for file in /etc/postgresql/*/main/pg_hba.conf; do
        if ! as_root grep -q '^host all all 127.0.0.1/32 trust' "$file"; then
            as_root sed -i '1i host all all 127.0.0.1/32 trust' "$file"
        fi
    done
    as_root service postgresql start
fi
answers 6379 || as_root service redis-server start || as_root redis-server --daemonize yes

for service in 5432:PostgreSQL 6379:Redis; do
    port=${service%%:*}
    waited=0
    until answers "$port"; do
        waited=$((waited + 1))
        if [ "$waited" -gt 30 ]; then
            echo "${service#*:} no responde en 127.0.0.1:$port" >&2
            exit 1
        fi
        sleep 1
    done
    echo "${service#*:} responde en 127.0.0.1:$port"
done
echo "Chromium: $(command -v chromium)"
