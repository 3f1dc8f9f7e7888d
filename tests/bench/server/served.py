"""The product with the baselines beside it, as the measurements' server loads it (by its bare name, see barely.py)."""

from django.conf import settings

from desk import wsgi

settings.ROOT_URLCONF = "barely"
application = wsgi.application
