"""Addresses of contradicting numbers: side by side, compared, and claims."""

from django.urls import URLPattern, path

from risks import claims_compare_views, claims_sources_views, claims_views

urlpatterns: list[URLPattern] = [
    path("risks/sources/<slug:kind>/", claims_sources_views.sources, name="risk-sources"),
    path("risks/sources/<slug:kind>/compare/", claims_compare_views.compare, name="sources-compare"),
    path(
        "risks/sources/<slug:kind>/compare.<slug:form>", claims_compare_views.compare_file, name="sources-compare-file"
    ),
    path("risks/claims/", claims_views.claims, name="claims"),
    path("risks/claims.<slug:form>", claims_views.claims_file, name="claims-file"),
    path("risks/claims/new/", claims_views.claim_new, name="claim-new"),
    path("risks/claims/<int:pk>/", claims_views.claim, name="claim"),
    path("risks/claims/<int:pk>/withdraw/", claims_views.claim_withdraw, name="claim-withdraw"),
]
