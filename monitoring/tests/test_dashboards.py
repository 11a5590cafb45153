"""The dashboards of Grafana are what their builders make, and nothing in them is fixed."""

import json
from pathlib import Path
from typing import Any

import pytest

from dashboards.build import FOLDER, PAGES, files

MONITORING = Path(__file__).resolve().parents[1]


def dashboards() -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(text) for path, text in files().items()}


def test_the_committed_json_is_what_the_builders_make() -> None:
    present = {path: path.read_text() for path in FOLDER.glob("*.json")}
    assert present == files(), "run make dashboards"


def test_there_are_six_with_names_of_their_own() -> None:
    assert len(PAGES) == 6
    assert len({page.uid for page in PAGES}) == len({page.title for page in PAGES}) == 6


@pytest.mark.parametrize("uid", sorted(page.uid for page in PAGES))
def test_panels_have_ids_of_their_own_and_say_what_they_show(uid: str) -> None:
    panels = dashboards()[uid]["panels"]
    ids = [panel["id"] for panel in panels]
    assert len(ids) == len(set(ids))
    for panel in (panel for panel in panels if panel["type"] != "row"):
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["targets"], panel["title"]


@pytest.mark.parametrize("uid", sorted(page.uid for page in PAGES))
def test_no_data_source_is_fixed(uid: str) -> None:
    def sources(value: Any) -> list[Any]:
        if isinstance(value, dict):
            found = [value["datasource"]] if value.get("datasource") else []  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
            return found + [one for inner in value.values() for one in sources(inner)]  # pyright: ignore[reportUnknownVariableType]
        if isinstance(value, list):
            return [one for inner in value for one in sources(inner)]  # pyright: ignore[reportUnknownVariableType]
        return []

    assert {json.dumps(source) for source in sources(dashboards()[uid])} == {
        json.dumps({"type": "prometheus", "uid": "${datasource}"})
    }


@pytest.mark.parametrize("uid", sorted(page.uid for page in PAGES))
def test_panels_lie_side_by_side(uid: str) -> None:
    """No panel covers another one."""
    taken: set[tuple[int, int]] = set()
    for panel in dashboards()[uid]["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
