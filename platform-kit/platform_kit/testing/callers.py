"""Signed callers: people of any role and services, with keys made for the test run."""

import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from joserfc.jwk import OKPKey

from platform_contracts.vocabulary import Service
from platform_kit.auth import keys
from platform_kit.auth.tokens import PERSON_SECONDS, PLATFORM_AUDIENCE, sign
from platform_kit.ids import new_id

ISSUERS = ("accounts", *Service, "test-runner", "auditor")


@dataclass(frozen=True)
class KeyRing:
    """Every issuer's key, as files below `folder` and in memory."""

    folder: Path
    private: dict[str, OKPKey]

    @classmethod
    def make(cls, folder: Path) -> "KeyRing":
        """New keys for every issuer."""
        private = {str(name): keys.new_key(str(name)) for name in ISSUERS}
        for name, key in private.items():
            keys.write_private(folder / f"{name}.json", key)
        keys.write_public(folder / "jwks.json", list(private.values()))
        return cls(folder, private)

    @property
    def jwks(self) -> Path:
        """The file of all public keys."""
        return self.folder / "jwks.json"

    def file(self, issuer: str) -> Path:
        """One issuer's private key."""
        return self.folder / f"{issuer}.json"

    def person(
        self,
        role: str = "responder",
        team: str = "*",
        name: str = "Jordan Lee",
        person_id: UUID | None = None,
    ) -> dict[str, str]:
        """Headers of somebody with `role` in `team`."""
        now = int(time.time())
        claims = {
            "iss": "accounts",
            "sub": str(person_id or new_id()),
            "aud": PLATFORM_AUDIENCE,
            "kind": "person",
            "name": name,
            "roles": {team: role},
            "sid": str(new_id()),
            "csrf": "test-csrf",
            "iat": now,
            "exp": now + PERSON_SECONDS,
        }
        return {"authorization": f"Bearer {sign(self.private['accounts'], claims)}"}

    def service(self, name: str, audience: str, seconds: int = 60) -> dict[str, str]:
        """Headers of a service that calls `audience`, valid for that long."""
        now = int(time.time())
        claims = {
            "iss": name,
            "sub": name,
            "aud": audience,
            "kind": "service",
            "iat": now,
            "exp": now + seconds,
        }
        return {"authorization": f"Bearer {sign(self.private[name], claims)}"}
