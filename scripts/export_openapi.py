"""Writes docs/openapi/<service>.json from the applications; `--check` says whether they differ."""

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from ai_analysis.main import create_app as analysis
from ai_analysis.settings import Settings as AnalysisSettings
from alert_ingestion.main import create_app as alerts
from alert_ingestion.settings import Settings as AlertsSettings
from incident_management.main import create_app as incidents
from incident_management.settings import Settings as IncidentsSettings
from notification.main import create_app as notification
from notification.settings import Settings as NotificationSettings
from oncall.main import create_app as oncall
from oncall.settings import Settings as OncallSettings
from platform_kit.testing.callers import KeyRing

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "openapi"

SERVICES: Mapping[str, tuple[Callable[..., FastAPI], Any]] = {
    "alert-ingestion": (alerts, AlertsSettings),
    "incident-management": (incidents, IncidentsSettings),
    "oncall": (oncall, OncallSettings),
    "notification": (notification, NotificationSettings),
    "ai-analysis": (analysis, AnalysisSettings),
}


def documents() -> dict[str, str]:
    """Each service's description as the text of its file."""
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing.make(Path(folder))
        return {name: _document(name, keys) for name in SERVICES}


def _document(name: str, keys: KeyRing) -> str:
    create_app, settings_class = SERVICES[name]
    settings = settings_class(
        database_url="postgresql://nobody@127.0.0.1/none",
        auth_jwks_file=keys.jwks,
        auth_key_file=keys.file(name),
        accounts_key_file=keys.file("accounts"),
    )
    return json.dumps(create_app(settings).openapi(), indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Return 1 when --check finds a difference."""
    differing = [
        name
        for name, text in documents().items()
        if not (FOLDER / f"{name}.json").exists()
        or (FOLDER / f"{name}.json").read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv:
        for name in differing:
            print(f"docs/openapi/{name}.json is not what the service says: make openapi")
        return 1 if differing else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
