"""Secrets at rest: sealed with keys from a file, so that a dump of the database tells none.

The file holds one Fernet key a line, the newest first: new secrets are sealed with that one, older
keys still open what they sealed. To rotate, put a new line on top and seal again.
"""

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from platform_kit.problems import Conflict


class Vault:
    """Seals and opens secrets. Without a key file it refuses to take any."""

    def __init__(self, key_file: Path | None) -> None:
        """Raises ValueError for a file that holds no usable key."""
        self._keys = MultiFernet(_read(key_file)) if key_file else None

    def seal(self, secret: str) -> bytes:
        """What may be stored. Raises Conflict without keys."""
        return self._opened().encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """The secret again. Raises Conflict without keys, or when its key is gone."""
        try:
            return self._opened().decrypt(sealed).decode()
        except InvalidToken:
            raise Conflict(
                "a stored secret was sealed with a key that is gone: set it again"
            ) from None

    def seal_again(self, sealed: bytes) -> bytes:
        """The same secret, sealed with the newest key. Raises Conflict."""
        return self.seal(self.open(sealed))

    def _opened(self) -> MultiFernet:
        if self._keys is None:
            raise Conflict("secrets cannot be stored: SECRETS_KEY_FILE is not set")
        return self._keys


def new_key() -> str:
    """A new key, as a line of the file."""
    return Fernet.generate_key().decode()


def _read(key_file: Path) -> list[Fernet]:
    lines = [line.strip() for line in key_file.read_text().splitlines() if line.strip()]
    if not lines:
        raise ValueError(f"{key_file} holds no key")
    return [Fernet(line) for line in lines]
