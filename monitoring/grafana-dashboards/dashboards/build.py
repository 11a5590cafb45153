"""Writes the dashboards as JSON: python -m dashboards.build [--check].

Run it in monitoring/grafana-dashboards (or `make dashboards`). `--check` writes nothing and ends
with 1 when a file is not what these builders make.
"""

import sys
from pathlib import Path
from typing import Final

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from dashboards import (
    alert_pipeline,
    incident_overview,
    oncall_notifications,
    slo_noise,
    sre_performance,
    system_health,
)
from dashboards.grafana import dashboard_of
from dashboards.spec import Page

FOLDER: Final = Path(__file__).resolve().parent.parent / "json"
PAGES: Final = (
    incident_overview.PAGE,
    sre_performance.PAGE,
    system_health.PAGE,
    oncall_notifications.PAGE,
    alert_pipeline.PAGE,
    slo_noise.PAGE,
)


def files() -> dict[Path, str]:
    """The path of each dashboard and its JSON."""
    return {FOLDER / f"{page.uid}.json": _json(page) for page in PAGES}


def _json(page: Page) -> str:
    model = dashboard_of(page).build()
    for number, panel in enumerate(model.panels or [], start=1):
        panel.id_val = number
    return JSONEncoder(sort_keys=True, indent=2).encode(model) + "\n"


def main() -> int:
    """Write, or check."""
    wanted = files()
    present = {path: path.read_text() for path in FOLDER.glob("*.json")}
    if "--check" in sys.argv[1:]:
        return 0 if wanted == present else 1
    FOLDER.mkdir(exist_ok=True)
    for path in present.keys() - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
