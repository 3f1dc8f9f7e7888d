"""The addresses of the product, one include for each app."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from desk import agency_ties, job_pages, language, subjects
from desk.admin_site import site
from desk.coordination.referrals.reading import holds as referrals_of
from desk.coordination.reminders.urls import referral_urlpatterns
from risks import holds

# Views are the only ones who ask what history knows of each record, so it is told where their addresses are read.
subjects.register()
agency_ties.register()
job_pages.register()
holds.register("referrals", referrals_of)

urlpatterns = [
    path("admin/", site.urls),
    path("accounts/", include("desk.accounts.urls")),
    path("i18n/setlang/", login_not_required(language.choose), name="set_language"),
    path("agencies/", include("desk.accounts.agency_urls")),
    path("history/", include("desk.history.urls")),
    path("jobs/", include("desk.work.urls")),
    path("files/", include("desk.files.urls")),
    path("verify/", include("desk.paper.urls")),
    path("surat/", include("desk.post.links.urls")),
    path("map/", include("desk.map.urls")),
    path("tasks/", include("desk.coordination.urls")),
    path("tasks/", include("desk.coordination.reminders.urls")),
    path("tasks/", include("desk.coordination.stages.urls")),
    path("", include("desk.coordination.playbook_urls")),
    path("readiness/", include("desk.coordination.readiness.urls")),
    path("referrals/", include("desk.coordination.referrals.urls")),
    path("referrals/", include(referral_urlpatterns)),
    path("meetings/", include("desk.coordination.meetings.urls")),
    path("grants/", include("desk.coordination.grants.urls")),
    path("jurisdictions/", include("desk.coordination.jurisdiction_urls")),
    path("recap/", include("desk.recap.urls")),
    path("briefings/", include("desk.briefings.urls")),
    path("", include("desk.map.register_urls")),
    path("", include("risks.urls")),
    path("", include("tps.urls")),
    path("", include("desk.home_urls")),
]
