"""Fixtures for the whole suite: real PostgreSQL, Redis, SMTP and browser; nothing beyond this machine."""

import gc
import importlib
import ipaddress
import os
import socket
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from desk.catalogues import compile_all
from tests import browser as chromium
from tests import builders, emptying, template
from tests.mailbox import Mailbox
from tests.services import services

# The suite starts this product dozens of times, each time a thousand modules: whatever the shell says, what is compiled
# is kept beside the source.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the catalogues and start the servers, once for all workers."""
    emptying.instead_of_flushing()
    if os.environ.get("COVER"):
        session.config.pluginmanager.register(importlib.import_module("tests.covering").covering)
    if not session.config.option.collectonly:
        compile_all()
        services.start()


# How long an example takes here says how busy the machine is, and nothing about the code.
hypothesis_settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("desk")

# Files that start whole installations of their own; none commits to this run's database, whose rows of reference
# (regions, agencies) are gone after the first test that does.
LONG = ("test_harness.py", "test_supervisor.py", "test_bench.py", "test_mail_harness.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long ones, whatever the order of the rest, so that none is left for the end alone."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


def pytest_collection_finish() -> None:
    """Look for garbage among what tests leave only, and not so often: what was imported stays until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers."""
    services.stop()


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return address[0] in {"localhost", ""}


class NetworkRefused(OSError):
    """A test tried to reach a host that is not this machine."""


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            original = getattr(socket.socket, name)

            def guarded(self: socket.socket, *args: Any, original: Any = original) -> Any:
                if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_local(args[-1]):
                    raise NetworkRefused(f"The suite reaches no network, but something asked for {args[-1]}.")
                return original(self, *args)

            patch.setattr(socket.socket, name, guarded)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Work in a copy of the migrated database; the whole server goes with this run.

    Django would walk through all migrations once more for each worker, only to find that nothing is left to do.
    """
    with django_db_blocker.unblock():
        name = connection.creation._get_test_db_name()
        template.copy_to(name)
        connection.close()
        django_settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session", autouse=True)
def mail_in_rows(django_test_environment: None) -> None:
    """Undo the mail outbox that Django's test set-up puts in: the product's own rows are what is tested."""
    django_settings.EMAIL_BACKEND = "desk.post.backend.RowBackend"


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    """Begin every test with an empty cache."""
    cache.clear()
    yield


@pytest.fixture(autouse=True)
def first_language() -> Iterator[None]:
    """Begin every test in Indonesian, and leave nothing of a page that was asked for in English."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Keep what a file's tests share in one transaction around them all; each test still takes back its own part.

    For worlds that take seconds to make. No test of such a file may commit (`transactional_db`, a browser).
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Make the people of the demo accounts: cast.operator_lebak, cast.luar, …"""
    return builders.cast()


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.start()
    yield mailbox
    mailbox.stop()


@pytest.fixture
def mailbox(_mail_server: Mailbox, settings: Any) -> Iterator[Mailbox]:
    """Give a real SMTP server that the product sends to, empty at first."""
    _mail_server.arrivals.clear()
    _mail_server.refuse = ""
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = _mail_server.port
    yield _mail_server


# How long a page may take to do something, in milliseconds: on a busy machine long, and only a test that fails waits.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give one running Chromium for a file of tests."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread, so Django would refuse the test's own use of the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.flags())
        yield running
        running.close()


@pytest.fixture
def troubles() -> Iterator[chromium.Troubles]:
    """Collect what the pages complain of; a test that leaves any fails."""
    troubles = chromium.Troubles()
    yield troubles
    assert troubles.found == []


@pytest.fixture
def open_page(browser: Browser, live_server: Any, troubles: chromium.Troubles) -> Iterator[Callable[..., Page]]:
    """Give `open_page(user=None, **options)`: a new browser of its own, signed in as the user when one is given."""
    contexts = []

    def opened(user: Any = None, **options: Any) -> Page:
        context = browser.new_context(**chromium.context_options(live_server.url, **options))
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            chromium.sign_in(context, client.cookies["sessionid"].value, live_server.url)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        troubles.watch(page)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """Give a stranger's browser page; paths such as page.goto("/map/") lead to the live server."""
    return open_page()
