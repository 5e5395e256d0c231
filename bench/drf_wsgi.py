"""The WSGI application of ``bench.drf_baseline``: the portal's settings, its own addresses."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
settings.ROOT_URLCONF = "bench.drf_baseline"
