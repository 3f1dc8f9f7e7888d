"""The embedded PostgreSQL: closed to the network and to strangers, and back again after every kind of stop."""

import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from desk import embedded
from desk.embedded import Cluster, EmbeddedError


@pytest.fixture
def home() -> Iterator[Path]:
    # Not pytest's tmp_path: it lies too deep for a socket and is closed to the account that root's server runs as.
    with tempfile.TemporaryDirectory(prefix="desk-pemilu-test-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "postgres"


@pytest.fixture
def cluster(home: Path) -> Iterator[Cluster]:
    cluster = Cluster(home, throwaway=True)
    cluster.start()
    yield cluster
    cluster.destroy()


def ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(cluster.url()) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def server(cluster: Cluster) -> psutil.Process:
    return psutil.Process(int((cluster.data / "postmaster.pid").read_text().split()[0]))


def kill(cluster: Cluster) -> None:
    found = server(cluster)
    found.kill()
    found.wait(10)


def test_database_is_there_and_keeps_what_it_acknowledged(cluster: Cluster) -> None:
    assert ask(cluster, "SHOW synchronous_commit") == "on"
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SHOW timezone") == "UTC"
    assert ask(cluster, "SELECT current_database()") == "desk"


def test_its_user_is_no_superuser_but_may_make_databases(cluster: Cluster) -> None:
    assert ask(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(cluster, "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user") is True


def test_it_opens_no_network_port(cluster: Cluster) -> None:
    # Its children share the sockets of the first process, so one look is enough.
    assert [c for c in server(cluster).net_connections("inet") if c.status == "LISTEN"] == []
    assert ask(cluster, "SHOW listen_addresses") == ""


def test_it_never_runs_as_root(cluster: Cluster) -> None:
    assert server(cluster).uids().effective != 0


def test_only_the_owner_enters_data_and_socket(cluster: Cluster) -> None:
    for folder in (cluster.data, cluster.sockets):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.home.stat().st_mode) & 0o007 == 0
    assert "peer" in (cluster.home / "hba.conf").read_text()
    assert "trust" not in (cluster.home / "hba.conf").read_text()


def test_parents_keep_their_modes(home: Path) -> None:
    closed = home.parent
    before = [folder.stat().st_mode for folder in (closed, *closed.parents)]
    cluster = Cluster(home, throwaway=True)
    cluster.start()
    cluster.destroy()
    assert [folder.stat().st_mode for folder in (closed, *closed.parents)] == before


def test_starting_twice_changes_nothing(cluster: Cluster) -> None:
    before = server(cluster).pid
    assert cluster.start() is False
    assert server(cluster).pid == before


def test_two_that_start_at_once_share_one_server(home: Path) -> None:
    # A lasting one: a throw-away server ends with the thread that started it.
    home.mkdir()
    clusters = [Cluster(home) for _ in range(4)]
    started: list[bool] = []
    threads = [threading.Thread(target=lambda c=c: started.append(c.start())) for c in clusters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(started) == [False, False, False, True]
    for cluster in clusters:
        cluster.stop()


def test_stop_leaves_nothing_running_and_start_brings_the_rows_back(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    found = server(cluster)
    assert cluster.stop() is True
    assert not found.is_running()
    assert cluster.stop() is False
    assert cluster.start() is True
    assert ask(cluster, "SELECT n FROM kept") == 7


def test_a_killed_server_comes_back_with_its_rows(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    kill(cluster)
    assert cluster.start() is True
    assert ask(cluster, "SELECT n FROM kept") == 7


def test_a_record_whose_process_id_was_given_to_another_does_not_block(cluster: Cluster) -> None:
    record = cluster.data / "postmaster.pid"
    lines = record.read_text().splitlines()
    kill(cluster)
    record.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert cluster.start() is True
    assert server(cluster).pid != os.getpid()


def test_a_making_that_was_cut_off_starts_over(home: Path) -> None:
    home.mkdir()
    (home / "data.new").mkdir()
    (home / "data.new" / "half").write_text("")
    cluster = Cluster(home, throwaway=True)
    assert cluster.start() is True
    cluster.destroy()


def test_a_start_that_fails_shows_the_last_lines_of_the_log(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "postgresql.conf").write_text("no such thing = 1\n")
    with pytest.raises(EmbeddedError, match="syntax error in file"):
        cluster.start()


def test_data_of_another_version_is_refused_and_kept(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 16"):
        cluster.start()
    assert cluster.data.is_dir()


def test_a_folder_that_is_a_link_is_refused(home: Path) -> None:
    elsewhere = home.parent / "elsewhere"
    elsewhere.mkdir()
    home.mkdir()
    (home / "s").symlink_to(elsewhere)
    with pytest.raises(EmbeddedError, match="belongs to someone else"):
        Cluster(home, throwaway=True).start()


def test_a_deep_folder_still_gets_a_socket(home: Path) -> None:
    deep = home.parent / ("d" * 90)
    cluster = Cluster(deep, throwaway=True)
    assert cluster.start() is True
    assert ask(cluster, "SELECT 1") == 1
    cluster.destroy()
    assert not cluster.sockets.exists()


def test_two_clones_never_meet(tmp_path: Path) -> None:
    one, other = tmp_path / "one" / "var", tmp_path / "other" / "var"
    assert embedded.home_for(one) != embedded.home_for(other)
    assert embedded.home_for(one) == embedded.home_for(one / ".." / "var")


def test_a_missing_wheel_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbeddedError, match="set DATABASE_URL"):
        embedded.tool("pg_dump")


def test_its_programs_run_where_they_are_found() -> None:
    found = embedded.tool("pg_dump")
    assert found.is_file()
    assert shutil.which(str(found))
