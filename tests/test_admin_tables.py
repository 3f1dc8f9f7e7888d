"""Django's admin: for admins of the desk only, through the desk's own sign-in; frozen tables only for reading."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from desk.history.registry import event_models
from tests import builders


def test_strangers_meet_the_desks_own_sign_in(client: Client, db: None) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("name", ["operator_banten", "pejabat", "luar"])
def test_others_are_refused_even_as_staff(cast: SimpleNamespace, client: Client, name: str) -> None:
    user = getattr(cast, name)
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    client.force_login(user)
    assert client.get("/admin/", follow=True).status_code == 403


def test_every_table_opens_and_loads_nothing_inline(cast: SimpleNamespace, client: Client) -> None:
    flag = builders.flag()
    builders.observation(flag.station)
    builders.task(flag=flag)
    client.force_login(cast.admin)
    index = client.get("/admin/").content.decode()
    assert "desk" in index.lower()
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert " onclick=" not in answer.content.decode(), path
        row = model._default_manager.first()
        if row is not None:
            path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
            assert client.get(path).status_code == 200, path


def test_events_and_frozen_documents_are_only_read(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.admin)
    frozen = [*event_models().values()]
    frozen += [model for model in admin.site._registry if model._meta.label in {"paper.Document", "post.Message"}]
    assert len(frozen) > 10
    for model in frozen:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        assert client.get(path).status_code == 403
        options = admin.site._registry[model]
        assert not any(allowed(None) for allowed in (options.has_change_permission, options.has_delete_permission))
