"""Secrets at rest: sealed, opened, rotated, and refused without a key."""

from pathlib import Path

import pytest

from platform_kit.problems import Conflict
from platform_kit.secrets import Vault, new_key


def vault(folder: Path, *keys: str) -> Vault:
    file = folder / "secrets.key"
    file.write_text("\n".join(keys))
    return Vault(file)


def test_a_secret_is_sealed_and_opens_again(tmp_path: Path) -> None:
    kept = vault(tmp_path, new_key())
    sealed = kept.seal("whsec_canary")
    assert b"canary" not in sealed
    assert kept.open(sealed) == "whsec_canary"


def test_after_a_rotation_old_secrets_open_and_new_ones_use_the_new_key(tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    sealed = vault(tmp_path, old).seal("x")
    rotated = vault(tmp_path, new, old)
    assert rotated.open(sealed) == "x"
    again = rotated.seal_again(sealed)
    assert vault(tmp_path, new).open(again) == "x"
    with pytest.raises(Conflict, match="gone"):
        vault(tmp_path, new).open(sealed)


def test_without_a_key_file_nothing_is_sealed() -> None:
    with pytest.raises(Conflict, match="SECRETS_KEY_FILE"):
        Vault(None).seal("x")


@pytest.mark.parametrize("content", ["", "not a key"])
def test_a_useless_key_file_stops_the_start(tmp_path: Path, content: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        vault(tmp_path, content)
