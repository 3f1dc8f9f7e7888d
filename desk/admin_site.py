"""Django's admin with every table of the desk; event tables and frozen rows are for reading."""

from django.contrib import admin
from pghistory.models import Context

from desk.accounts import admin as accounts
from desk.agencies import admin as agencies
from desk.briefings import admin as briefings
from desk.coordination import admin as coordination
from desk.files import admin as files
from desk.history.admin import ContextAdmin, EventAdmin
from desk.history.registry import event_models
from desk.map import admin as maps
from desk.paper import admin as paper
from desk.post import admin as post
from desk.recap import admin as recap
from desk.work import admin as work
from risks import admin as risks
from tps import admin as tps

# Importing these registers their tables.
MODULES = (accounts, agencies, tps, risks, coordination, recap, briefings, paper, post, files, work, maps)

site = admin.site
for model in event_models().values():
    if not site.is_registered(model):
        site.register(model, EventAdmin)
if not site.is_registered(Context):
    site.register(Context, ContextAdmin)
