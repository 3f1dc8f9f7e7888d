"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, include, path

from tps import compare_views, election_views, finding_views, import_views, missing_views, region_views, undo_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("tps/missing/", missing_views.missing_list, name="missing"),
    path("tps/missing/stations.<str:kind>", missing_views.missing_file, name="missing-file"),
    path("tps/missing/decide/", missing_views.missing_decide, name="missing-decide"),
    path("tps/missing/take-back/", missing_views.missing_take_back, name="missing-take-back"),
    path("", include("tps.station_urls")),
    path("", include("tps.boundary_urls")),
    path("imports/", import_views.roster_list, name="imports"),
    path("imports/rosters.<str:kind>", import_views.roster_file, name="imports-file"),
    path("imports/compare/", compare_views.compare, name="compare"),
    path("imports/compare/<int:pk>/", compare_views.comparison, name="comparison"),
    path("imports/compare/<int:pk>/differences.<str:kind>", compare_views.comparison_file, name="comparison-file"),
    path("imports/compare/<int:pk>/again/", compare_views.comparison_again, name="comparison-again"),
    path("imports/<int:pk>/", import_views.roster_detail, name="import"),
    path("imports/<int:pk>/confirm/", import_views.roster_confirm, name="import-confirm"),
    path("imports/<int:pk>/cancel/", import_views.roster_cancel, name="import-cancel"),
    path("imports/<int:pk>/retry/", import_views.roster_retry, name="import-retry"),
    path("imports/<int:pk>/columns/", finding_views.roster_columns, name="import-columns"),
    path("imports/<int:pk>/findings/<slug:kind>/", finding_views.roster_finding, name="import-finding"),
    path("imports/<int:pk>/corrections/", finding_views.roster_corrections, name="import-corrections"),
    path("imports/<int:pk>/undo/", undo_views.roster_undo, name="import-undo"),
    path("elections/", election_views.election_list, name="elections"),
    path("elections/new/", election_views.election_new, name="election-new"),
    path("elections/select/", election_views.election_select, name="election-select"),
    path("elections/elections.<str:kind>", election_views.election_file, name="elections-file"),
    path("elections/<slug:code>/", election_views.election_detail, name="election"),
    path("elections/<slug:code>/change/", election_views.election_change, name="election-change"),
    path("elections/<slug:code>/current/", election_views.election_current, name="election-current"),
    path("elections/<slug:code>/races/new/", election_views.race_edit, name="race-new"),
    path("elections/<slug:code>/races/<int:pk>/", election_views.race_edit, name="race"),
    path("elections/<slug:code>/stages/new/", election_views.stage_edit, name="stage-new"),
    path("elections/<slug:code>/stages/<int:pk>/", election_views.stage_edit, name="stage"),
    path("elections/<slug:code>/stages/<int:pk>/remove/", election_views.stage_remove, name="stage-remove"),
    path("regions/", region_views.region_list, name="regions"),
    path("regions/regions.<str:kind>", region_views.region_file, name="regions-file"),
    path("regions/<str:code>/", region_views.region_detail, name="region"),
    path("regions/<str:code>/change/", region_views.region_change, name="region-change"),
]
