"""The web server's settings, from the environment."""

import os
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
# gunicorn 27 would open a socket in the home folder.
control_socket_disable = True
# A worker that has answered so many requests is replaced, so that memory cannot creep up.
max_requests = 5000
max_requests_jitter = 500
timeout = int(os.environ.get("WEB_TIMEOUT", "120"))
graceful_timeout = 30
# In memory: a heartbeat must not wait for a slow disk.
worker_tmp_dir = next((str(p) for p in [Path("/dev/shm")] if p.is_dir()), None)  # noqa: S108
# Whoever may tell of the client's address: only the proxy (Django trusts it by TRUSTED_PROXIES).
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
loglevel = os.environ.get("WEB_LOG_LEVEL", "info")
accesslog = os.environ.get("WEB_ACCESS_LOG") or None
