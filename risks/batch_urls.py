"""Addresses of actions on many risks."""

from django.urls import URLPattern, path

from risks import batch_bulk, batch_views

urlpatterns: list[URLPattern] = [
    path("risks/bulk/", batch_bulk.bulk, name="risks-bulk"),
    path("risks/batches/", batch_views.batches, name="batches"),
    path("risks/batches.<str:form>", batch_views.batches_file, name="batches-file"),
    path("risks/batches/<int:pk>/", batch_views.batch, name="batch"),
    path("risks/batches/<int:pk>/undo/", batch_views.undo, name="batch-undo"),
]
