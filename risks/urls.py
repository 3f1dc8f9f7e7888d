"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, include, path

from risks import (
    claims_urls,
    evidence_views,
    exports,
    heat_urls,
    inbox_urls,
    indices_urls,
    judge_views,
    list_views,
    log_views,
    matrix_views,
    views,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("risks/", views.risk_list, name="risks"),
    path("risks/bulk/", views.bulk, name="risks-bulk"),
    path("risks/new/", log_views.new, name="risk-new"),
    path("risks/places/", log_views.places, name="risk-places"),
    *inbox_urls.urlpatterns,
    *claims_urls.urlpatterns,
    *heat_urls.urlpatterns,
    *indices_urls.urlpatterns,
    path("risks/of-station/<str:code>/", views.of_station, name="risks-of-station"),
    path("risks/<int:pk>/", judge_views.detail, name="risk"),
    path("risks/<int:pk>/act/", judge_views.act, name="risk-act"),
    path("risks/observations/<int:pk>/verify/", judge_views.verify_statement, name="observation-verify"),
    path("risks/matrix/", matrix_views.by_region, name="risks-matrix"),
    path("risks/<int:pk>/evidence/", evidence_views.of_risk, name="risk-evidence"),
    path("risks/observations/<int:pk>/evidence/", evidence_views.of_statement, name="observation-evidence"),
    path("risks/evidence/<int:pk>/", evidence_views.one, name="evidence"),
    path("risks/evidence/<int:pk>/<slug:size>.jpg", evidence_views.picture, name="evidence-picture"),
    path("risks/evidence/<int:pk>/withdraw/", evidence_views.withdraw, name="evidence-withdraw"),
    path("risks.csv", exports.as_csv, name="risks-csv"),
    path("risks.xlsx", exports.as_xlsx, name="risks-xlsx"),
    path("risks.geojson", exports.as_geojson, name="risks-geojson"),
    path("imports/lists/", list_views.lists, name="list-imports"),
    path("imports/lists/<int:pk>/", list_views.detail, name="list-import"),
    path("imports/lists/<int:pk>/act/", list_views.act, name="list-import-act"),
    path("hazards/", include("risks.zone_urls")),
]
