"""Addresses of plans: of one risk, of many, and the risks without any."""

from django.urls import URLPattern, path

from desk.coordination import playbook_bulk_views, playbook_views

urlpatterns: list[URLPattern] = [
    path("risks/<int:flag_id>/plan/", playbook_views.apply_one, name="playbook-apply"),
    path("risks/<int:flag_id>/plan/card/", playbook_views.of_flag, name="playbook-of-flag"),
    path("risks/without-action/", playbook_views.without_list, name="risks-without-action"),
    path("risks/without-action/count/", playbook_views.without_count, name="risks-without-action-count"),
    path("risks/plans/", playbook_bulk_views.bulk, name="playbook-bulk"),
    path("risks/without-action/plans/", playbook_bulk_views.bulk, {"without": True}, name="playbook-bulk-without"),
]
