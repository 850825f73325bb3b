# SPDX-License-Identifier: EUPL-1.2
"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gm_portal.settings")
application = get_wsgi_application()
# Loads every view now, before the workers are made: they share it, and no first visitor waits for it.
get_resolver().url_patterns  # noqa: B018  # reading it is what loads it
