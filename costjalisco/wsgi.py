"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from costjalisco.checks import refuse_insecure_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "costjalisco.settings")
application = get_wsgi_application()
refuse_insecure_settings()
