"""Writes .env.example from the services' settings; `--check` says whether it differs."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from ai_analysis.settings import Settings as AnalysisSettings
from alert_ingestion.settings import Settings as AlertsSettings
from incident_management.settings import Settings as IncidentsSettings
from notification.settings import Settings as NotificationSettings
from oncall.settings import Settings as OncallSettings
from platform_auditor.settings import Settings as AuditorSettings
from platform_kit.settings import ServiceSettings

FILE = Path(__file__).resolve().parent.parent / ".env.example"
SERVICES: tuple[type[ServiceSettings], ...] = (
    AlertsSettings,
    IncidentsSettings,
    OncallSettings,
    NotificationSettings,
    AnalysisSettings,
)
HEAD = """\
# Every setting with its default. Copy to .env and change what you need; what is commented out
# is set by `make run` or by compose. Made by scripts/export_env.py.

# --- make run
OPEN_ACCESS=true
DEMO_DATA=true
"""


def text() -> str:
    """The whole file."""
    parts = [HEAD, "\n# --- every service\n", *_lines(ServiceSettings, set())]
    known = set(ServiceSettings.model_fields)
    for settings in SERVICES:
        parts.append(f"\n# --- {settings.service_name}\n")
        parts += list(_lines(settings, known))
        known.update(settings.model_fields)
    parts += ["\n# --- auditor\n", *_lines(AuditorSettings, known)]
    return "".join(parts)


def _lines(settings: type[BaseSettings], known: set[str]) -> Iterator[str]:
    for name, field in settings.model_fields.items():
        if name in known or name in ("open_access", "service_port"):
            continue
        value = _value(field)
        yield f"{name.upper()}={value}\n" if value is not None else f"# {name.upper()}=\n"


def _value(field: FieldInfo) -> str | None:
    """The default as text; None where there is none to show."""
    default: Any = field.default
    if field.is_required() or default is None:
        return None
    if isinstance(default, SecretStr):
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    return str(default)


def main() -> int:
    """Return 1 when --check finds a difference."""
    if "--check" in sys.argv:
        return 0 if FILE.read_text(encoding="utf-8") == text() else 1
    FILE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
