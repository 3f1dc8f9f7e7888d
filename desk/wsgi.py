"""The web application as WSGI servers load it."""

import os

from django.core.wsgi import get_wsgi_application

from desk import celery, patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")

# Pages are served by many threads; what any of them queues must go to this project's broker.
celery.app.set_default()
application = get_wsgi_application()
patience.bound()
# What the jobs are called stands beside them, and pages show it.
celery.app.loader.import_default_modules()
