"""Passwords: argon2id; checked off the event loop because it is meant to be slow."""

import asyncio

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_hashing = PasswordHash((Argon2Hasher(),))
_NOBODY = _hashing.hash("a password that nobody has")


async def hash_password(password: str) -> str:
    """The hash to store."""
    return await asyncio.to_thread(_hashing.hash, password)


async def password_matches(password: str, stored: str | None) -> bool:
    """Whether it is the one; takes as long for a person who does not exist."""
    known = await asyncio.to_thread(_hashing.verify, password, stored or _NOBODY)
    return known and stored is not None
