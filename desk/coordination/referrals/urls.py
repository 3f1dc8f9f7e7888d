"""Addresses of referrals."""

from django.urls import URLPattern, path

from desk.coordination.referrals import bulk_views, change_views, views

urlpatterns: list[URLPattern] = [
    path("", views.referral_list, name="referrals"),
    path("export.csv", views.export, {"form": "csv"}, name="referrals-csv"),
    path("export.xlsx", views.export, {"form": "xlsx"}, name="referrals-xlsx"),
    path("bulk/", bulk_views.bulk, name="referrals-bulk"),
    path("of-flag/<int:flag_id>/", views.of_flag, name="referrals-of-flag"),
    path("of-flag/<int:flag_id>/new/", change_views.referral_new, name="referral-new"),
    path("<int:pk>/", views.referral, name="referral"),
    path("<int:pk>/move/", change_views.referral_move, name="referral-move"),
    path("<int:pk>/forward/", change_views.referral_forward, name="referral-forward"),
    path("<int:pk>/task/", change_views.referral_task, name="referral-task"),
]
