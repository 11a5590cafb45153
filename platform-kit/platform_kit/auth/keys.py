"""Ed25519 keys: one per service and one for people's accounts; public halves in one file."""

import json
from pathlib import Path

from joserfc.jwk import KeySet, OKPKey

ACCOUNTS_KEY_ID = "accounts"


def new_key(key_id: str) -> OKPKey:
    """A new private key with its `kid`."""
    return OKPKey.generate_key("Ed25519", {"kid": key_id, "use": "sig"}, private=True)


def write_private(path: Path, key: OKPKey) -> None:
    """Write one private JWK, readable by its owner only."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(key.as_dict(private=True)))


def write_public(path: Path, keys: list[OKPKey]) -> None:
    """Write the public halves as a JWK set."""
    path.write_text(json.dumps({"keys": [key.as_dict(private=False) for key in keys]}, indent=1))


def read_private(path: Path) -> OKPKey:
    """Read one private JWK. Raises ValueError when it is none or has no `kid`."""
    key = OKPKey.import_key(json.loads(path.read_text()))
    if not key.is_private or not key.kid:
        raise ValueError(f"{path} holds no private key with a kid")
    return key


def read_public(path: Path) -> KeySet:
    """Read a JWK set."""
    return KeySet.import_key_set(json.loads(path.read_text()))
