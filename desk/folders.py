"""Folders and accounts for a server that must not run as root: who owns what, and who may enter."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class FolderError(Exception):
    """A folder or an account is not as safe as it must be; the text says which and what to do."""


def short_hash(text: str) -> str:
    """Give twelve hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def running_as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Give subprocess the account, a bare environment and a folder that every account may stand in."""
    words: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}}
    if account is not None:
        words |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return words


def owner_of(folder: Path) -> pwd.struct_passwd | None:
    """Give the account that owns root's data folder, so that a server always comes back as who it was."""
    if os.geteuid() != 0 or not folder.is_dir():
        return None
    return pwd.getpwuid(folder.stat().st_uid)


def system_account(name: str) -> pwd.struct_passwd:
    """Find or make the unprivileged account of root's servers, else take nobody; raises FolderError."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(name)
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        words = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        words += ["--shell", "/usr/sbin/nologin", name]
        subprocess.run([useradd, *words], check=False, capture_output=True)
    for candidate in (name, "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(candidate)
    raise FolderError("it refuses to run as root and no unprivileged account was found")


def own_folder(folder: Path, mode: int) -> None:
    """Make a folder of root's, or check that the one there is root's own and only root can write to it."""
    try:
        folder.mkdir(mode=mode)
        folder.chmod(mode)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or not folder.is_dir() or found.st_uid != 0 or found.st_mode & 0o022:
            raise FolderError(f"{folder} is not a folder that only root can write to") from None


def private_folder(folder: Path, account: pwd.struct_passwd | None) -> None:
    """Make a folder that only its owner enters, or check the one there; None means the present user."""
    owner = account.pw_uid if account else os.geteuid()
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
    found = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or found.st_uid != owner:
        raise FolderError(f"{folder} belongs to someone else")
    folder.chmod(0o700)


def write_for(path: Path, text: str, account: pwd.struct_passwd | None) -> None:
    """Write a file that the account may read and only the present user may change."""
    path.write_text(text)
    if account:
        os.chown(path, 0, account.pw_gid)
    path.chmod(0o640)


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a file lock, which ends with the process; BlockingIOError when it is taken and `wait` is off."""
    with path.open("a") as handle:
        path.chmod(0o600)
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def readable_copy(parts: list[Path], base: Path, target: Path) -> Path:
    """Copy programs once, each at its place below `base`, to where an unprivileged account may run them."""
    own_folder(target.parent, 0o711)
    if target.is_dir():
        return target
    with locked(target.parent / "lock"):
        if not target.is_dir():
            fresh = Path(tempfile.mkdtemp(prefix="new-", dir=target.parent))
            skip = shutil.ignore_patterns("include", "*.a")
            for part in parts:
                if part.is_dir():
                    shutil.copytree(part, fresh / part.relative_to(base), symlinks=True, ignore=skip)
            for path in (fresh, *fresh.rglob("*")):
                if not path.is_symlink():
                    runs = path.is_dir() or path.stat().st_mode & 0o100
                    path.chmod(0o755 if runs else 0o644)
            fresh.rename(target)
    return target
