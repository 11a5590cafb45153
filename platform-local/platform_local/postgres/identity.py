"""Decides which user the server runs as: PostgreSQL refuses to be root."""

import ctypes
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from platform_local.postgres.binaries import Binaries
from platform_local.postgres.errors import PostgresError

_UNPRIVILEGED = ("postgres", "nobody")
_NOBODY = 65534
_CLONE_NEWUSER = 0x10000000
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """A way to run a program.

    `uid` and `gid` set: drop to that user (needs root). `namespace`: stay the same user outside
    and be `nobody` inside a user namespace, which keeps access to files below a private home.
    """

    uid: int | None = None
    gid: int | None = None
    namespace: bool = False

    def in_child(self) -> None:
        """Run between fork and exec."""
        if self.namespace:
            _enter_user_namespace()

    def owns(self, path: Path) -> None:
        """Give a file or folder to the server's user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)
        elif os.geteuid() == 0:
            os.chown(path, 0, 0)


def choose(binaries: Binaries, state: Path, data: Path) -> Identity:
    """Return the first identity that can run the programs and write to `state`.

    `state` is given to that user. Existing data is always served by the user who owns it.
    Raises PostgresError when nobody can.
    """
    for identity in _candidates(state, data):
        identity.owns(state)
        if _can_run(identity, binaries, state):
            return identity
    raise PostgresError(
        f"No unprivileged user can reach both {state} and {binaries.folder}, and this system "
        "refuses user namespaces. Run as an ordinary user, or set PLATFORM_STATE_DIR to a "
        "folder that other users may enter."
    )


def _candidates(state: Path, data: Path) -> Iterator[Identity]:
    namespaces = [Identity(namespace=True)] if sys.platform == "linux" else []
    if os.geteuid() != 0:
        if _has_name(os.geteuid()):  # initdb insists on a user name
            yield Identity()
        yield from namespaces
        return
    if data.exists():
        owner = data.stat()
        if owner.st_uid == 0:
            yield from namespaces
        else:
            yield Identity(owner.st_uid, owner.st_gid)
        return
    for folder in map(Path.stat, state.parents):  # root inside somebody's home
        if folder.st_uid != 0 and _has_name(folder.st_uid):
            yield Identity(folder.st_uid, folder.st_gid)
            break
    for name in _UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        yield Identity(user.pw_uid, user.pw_gid)
    yield from namespaces


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _can_run(identity: Identity, binaries: Binaries, state: Path) -> bool:
    script = 'cd "$1" && test -w . && exec "$2" --version'
    try:
        probe = subprocess.run(  # noqa: S603 - paths are passed as arguments
            ["/bin/sh", "-c", script, "probe", state, binaries.postgres],
            cwd="/",
            user=identity.uid,
            group=identity.gid,
            extra_groups=None if identity.uid is None else [],
            preexec_fn=identity.in_child,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):  # e.g. the kernel refuses the namespace
        return False
    return probe.returncode == 0


def _enter_user_namespace() -> None:
    uid, gid = os.geteuid(), os.getegid()
    if _LIBC.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not available")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{_NOBODY} {gid} 1")
