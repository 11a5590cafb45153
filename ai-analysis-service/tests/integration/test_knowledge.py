"""The packaged knowledge is readable, people add to it, and every version is kept."""

from typing import Any

import httpx
import pytest


def an_entry(**changes: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "category": "quota_limit",
        "title": "The card processor limits us",
        "symptoms": ["zorblat limiter kicked in", "zorblat refuses bookings"],
        "evidence": ["The processor's dashboard"],
        "actions": ["Call the processor's hotline", "Switch to the second processor"],
    }
    return entry | changes


async def test_the_packaged_knowledge_can_be_read(viewer: httpx.AsyncClient) -> None:
    listed = (await viewer.get("/api/v1/knowledge")).json()["items"]
    assert len(listed) == 38
    assert all(entry["origin"] == "packaged" for entry in listed)
    one = (await viewer.get("/api/v1/knowledge/base/disk_space")).json()
    assert one["family"] == "resources"
    assert len(one["actions"]) >= 4
    assert one["technologies"]


async def test_an_added_entry_stands_beside_the_packaged_ones(
    responder: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    added = await responder.post("/api/v1/knowledge", json=an_entry())
    assert added.status_code == 201
    assert added.json()["version"] == 1
    listed = await viewer.get("/api/v1/knowledge", params={"category": "quota_limit"})
    assert [entry["origin"] for entry in listed.json()["items"]] == ["packaged", "added"]


async def test_a_change_makes_a_new_version_and_the_old_one_is_kept(
    responder: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    entry = (await responder.post("/api/v1/knowledge", json=an_entry())).json()["id"]
    changed = await responder.put(f"/api/v1/knowledge/{entry}", json=an_entry(title="Another"))
    assert changed.json()["version"] == 2
    assert (await responder.delete(f"/api/v1/knowledge/{entry}")).status_code == 204
    assert (await viewer.get(f"/api/v1/knowledge/{entry}")).status_code == 404

    versions = (await viewer.get(f"/api/v1/knowledge/versions/{entry}")).json()
    assert [(one["version"], one["deleted"]) for one in versions] == [
        (3, True),
        (2, False),
        (1, False),
    ]
    assert versions[2]["data"]["title"] == "The card processor limits us"


async def test_a_packaged_entry_is_not_changed(responder: httpx.AsyncClient) -> None:
    answer = await responder.put("/api/v1/knowledge/base/disk_space", json=an_entry())
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "gremlins"}, "category"),
        ({"category": "unknown"}, "category"),
        ({"symptoms": []}, "symptoms"),
        ({"title": ""}, "title"),
    ],
)
async def test_a_wrong_entry_is_refused(
    responder: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    answer = await responder.post("/api/v1/knowledge", json=an_entry(**changes))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_viewer_teaches_nothing(viewer: httpx.AsyncClient) -> None:
    assert (await viewer.post("/api/v1/knowledge", json=an_entry())).status_code == 403


async def test_what_was_taught_waits_for_the_next_training(
    responder: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    await responder.post("/api/v1/knowledge", json=an_entry())
    index = (await viewer.get("/api/v1/knowledge/index")).json()
    assert index["state"] == "waiting"
    assert index["packaged_samples"] > 700
    assert index["added_samples"] == 0
