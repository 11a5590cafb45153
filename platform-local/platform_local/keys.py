"""Signing keys, made once: python -m platform_local.keys FOLDER.

FOLDER/<key id>.json is private (mode 0600), FOLDER/jwks.json holds all public halves,
FOLDER/secrets.key seals the secrets that services keep, FOLDER/test-runner-integration.key is what
the test runner shows as a sender.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from platform_kit.auth.keys import new_key, read_private, write_public
from platform_kit.secrets import new_key as new_secrets_key
from platform_local.components import KEY_IDS
from platform_local.secret_files import write_private


@dataclass(frozen=True)
class KeyFiles:
    """Where the keys are."""

    folder: Path

    @property
    def public(self) -> Path:
        return self.folder / "jwks.json"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets.key"

    @property
    def integration(self) -> Path:
        return self.folder / "test-runner-integration.key"

    def private(self, key_id: str) -> Path:
        return self.folder / f"{key_id}.json"


def make_keys(folder: Path, key_ids: Sequence[str] = KEY_IDS) -> KeyFiles:
    """Make the keys that are missing. Existing ones stay: tokens signed by them remain valid."""
    files = KeyFiles(folder)
    for key_id in key_ids:
        if not files.private(key_id).exists():
            key = new_key(key_id)
            write_private(files.private(key_id), json.dumps(key.as_dict(private=True)))
    write_public(files.public, [read_private(files.private(key_id)) for key_id in key_ids])
    if not files.secrets.exists():
        write_private(files.secrets, new_secrets_key() + "\n")
    if not files.integration.exists():
        write_private(files.integration, token_hex(16))
    return files


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m platform_local.keys", description=__doc__)
    parser.add_argument("folder", type=Path)
    make_keys(parser.parse_args(arguments).folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
