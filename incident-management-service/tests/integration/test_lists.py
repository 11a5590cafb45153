"""Lists by any combination, facets, windows, export, saved views."""

import csv
import io
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from incident_builders import opened

from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

LIST = "/api/v1/incidents"


@pytest.fixture
async def some(ingestion: httpx.AsyncClient, manager: httpx.AsyncClient) -> list[str]:
    """Incidents of two teams, three services, two environments."""
    await manager.put("/api/v1/services/payment-api", json={"team": "payments"})
    await manager.put("/api/v1/services/search", json={"team": "shop"})
    made = [
        await opened(ingestion, title="Disk almost full", labels={"zone": "a", "host": "db-1"}),
        await opened(ingestion, service="search", severity="low", title="Slow answers"),
        await opened(ingestion, service="search", environment="staging", title="Disk gone"),
        await opened(ingestion, service="mail", severity="high", labels={"zone": "a"}),
    ]
    await manager.post(f"{LIST}/{made[1]}/resolve")
    await manager.post(f"{LIST}/{made[0]}/acknowledge")
    return made


async def ask(client: httpx.AsyncClient, **params: Any) -> list[int]:
    answer = await client.get(LIST, params=params)
    assert answer.status_code == 200, answer.text
    return [item["number"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, [3, 2, 1, 0]),
        ({"status": ["open", "acknowledged"]}, [3, 2, 0]),
        ({"status": "resolved"}, [1]),
        ({"severity": ["low", "high"]}, [3, 1]),
        ({"service": ["search", "mail"], "environment": "production"}, [3, 1]),
        ({"team": "shop"}, [2, 1]),
        ({"owner": "me"}, [1, 0]),
        ({"owner": "nobody"}, [3, 2]),
        ({"label": "zone=a"}, [3, 0]),
        ({"label": ["zone=a", "host=db-1"]}, [0]),
        ({"q": "disk"}, [2, 0]),
        ({"q": "dis alm"}, [0]),
        ({"q": "payment-api"}, [0]),
        ({"q": "api"}, [0]),
        ({"label": "zone=a", "service": "mail"}, [3]),
        ({"q": "'; --"}, []),
        ({"since": "2999-01-01T00:00:00Z"}, []),
        ({"until": "2999-01-01T00:00:00Z", "severity": "low"}, [1]),
        ({"limit": 2, "offset": 1}, [2, 1]),
    ],
)
async def test_a_list_takes_any_combination(
    some: list[str], manager: httpx.AsyncClient, params: dict[str, Any], expected: list[int]
) -> None:
    numbers = {key: (await manager.get(f"{LIST}/{key}")).json()["number"] for key in some}
    assert await ask(manager, **params) == [numbers[some[place]] for place in expected]


async def test_my_teams_are_those_of_my_roles(
    some: list[str], app: FastAPI, keyring: KeyRing
) -> None:
    shop = client_of(app, keyring.person("viewer", team="shop"))
    mine = (await shop.get(LIST, params={"owner": "my_teams"})).json()["items"]
    assert {item["team"] for item in mine} == {"shop"}
    seen = (await shop.get(LIST)).json()["items"]
    assert {item["team"] for item in seen} == {"shop", None}


async def test_a_number_is_found_as_people_write_it(
    some: list[str], manager: httpx.AsyncClient
) -> None:
    number = (await manager.get(f"{LIST}/{some[1]}")).json()["number"]
    assert await ask(manager, q=f"INC-{number}") == [number]


async def test_facets_count_each_choice_with_all_filters_but_its_own(
    some: list[str], manager: httpx.AsyncClient
) -> None:
    answer = await manager.get(f"{LIST}/facets", params={"service": "search"})
    facets = answer.json()
    assert facets["status"] == [
        {"value": "open", "count": 1},
        {"value": "resolved", "count": 1},
    ]
    assert {entry["value"]: entry["count"] for entry in facets["service"]} == {
        "search": 2,
        "payment-api": 1,
        "mail": 1,
    }
    assert facets["team"] == [{"value": "shop", "count": 2}]
    assert facets["capped"] is False


@pytest.mark.committed
async def test_an_export_holds_every_match_and_no_formula(
    app: FastAPI, ingestion: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    for title in ("=HYPERLINK(1)", "+1", "-1", "@x", "\tx", 'plain, "quoted"'):
        await opened(ingestion, title=title)
    answer = await manager.get(f"{LIST}/export")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sorted(row["title"] for row in rows) == sorted(
        ["'=HYPERLINK(1)", "'+1", "'-1", "'@x", "'\tx", 'plain, "quoted"']
    )
    assert all(row["number"].startswith("INC-") for row in rows)
    lines = (await manager.get(f"{LIST}/export?format=json&severity=critical")).text.splitlines()
    assert len(lines) == len(rows)


async def test_views_are_private_or_of_a_team_and_one_is_the_default(
    app: FastAPI, keyring: KeyRing
) -> None:
    mine = client_of(app, keyring.person("responder", team="shop", person_id=new_id()))
    colleague = client_of(app, keyring.person("responder", team="shop", person_id=new_id()))
    stranger = client_of(app, keyring.person("responder", team="mail", person_id=new_id()))

    async def put(view: UUID, **body: Any) -> httpx.Response:
        return await mine.put(f"/api/v1/views/{view}", json=body)

    one, two = new_id(), new_id()
    assert (await put(one, name="Mine", filter={"owner": "me"}, is_default=True)).status_code == 200
    shared = await put(two, name="Shop", filter={"severity": ["low"]}, team="shop", is_default=True)
    assert shared.json()["filter"]["severity"] == ["low"]
    listed = (await mine.get("/api/v1/views")).json()
    assert [(view["name"], view["is_default"]) for view in listed] == [
        ("Mine", False),
        ("Shop", True),
    ]
    seen = (await colleague.get("/api/v1/views")).json()
    assert [(view["name"], view["is_default"]) for view in seen] == [("Shop", False)]
    assert (await stranger.get("/api/v1/views")).json() == []
    assert (await colleague.delete(f"/api/v1/views/{two}")).status_code == 403
    assert (await mine.delete(f"/api/v1/views/{two}")).status_code == 204
    other = await mine.put(f"/api/v1/views/{new_id()}", json={"name": "x", "team": "mail"})
    assert other.status_code == 403
