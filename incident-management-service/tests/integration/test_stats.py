"""Figures equal plain SQL on a fixed data set; gauges are right at once."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from sqlalchemy import text

from incident_management import metrics
from incident_management.stats import service as stats
from platform_contracts.vocabulary import Severity
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

START = datetime(2026, 3, 2, tzinfo=UTC)
SEVERITIES = list(Severity)
_INSERT = text(
    """
    INSERT INTO incidents.incidents (id, title, service, environment, severity, urgency, status,
        team, assignee, alert_count, received_at, opened_at, acknowledged_at, resolved_at,
        ack_due_at, resolve_due_at, sla_policy, sla_told, version, updated_at)
    VALUES (:id, 'x', :service, 'production', :severity, 'high', :status, :team, NULL, :alerts,
        :opened, :opened, :acknowledged, :resolved, :ack_due, :resolve_due, 'default',
        CAST(:told AS text[]), 1, :opened)
    """
)


def a_row(number: int) -> dict[str, Any]:
    """The same figures every time, spread over eight weeks."""
    opened = START + timedelta(hours=number * 7.3)
    severity = SEVERITIES[number % 5]
    answered = number % 4 != 0
    over = number % 3 != 0 and answered
    promised = severity != Severity.INFO
    return {
        "id": new_id(),
        "service": f"service-{number % 6}",
        "severity": severity,
        "status": "resolved" if over else "acknowledged" if answered else "open",
        "team": "payments" if number % 2 else None,
        "alerts": number % 9,
        "opened": opened,
        "acknowledged": opened + timedelta(seconds=37 * (number % 11)) if answered else None,
        "resolved": opened + timedelta(minutes=13 * (number % 17 + 1)) if over else None,
        "ack_due": opened + timedelta(minutes=3) if promised else None,
        "resolve_due": opened + timedelta(minutes=120) if promised else None,
        "told": ["acknowledge_breached"] if promised and not answered else list[str](),
    }


@pytest.fixture(autouse=True)
def _fresh_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has just started."""
    monkeypatch.setattr(metrics, "SCOPES", metrics.Scopes())


@pytest.fixture
async def rows(app: FastAPI) -> list[dict[str, Any]]:
    made = [a_row(number) for number in range(180)]
    async with app.state.database.transaction() as session:
        await session.execute(_INSERT, made)
    return made


async def sql(app: FastAPI, query: str) -> Any:
    async with app.state.database.transaction() as session:
        return (await session.execute(text(query))).all()


async def test_analytics_equal_plain_sql_to_the_second(
    app: FastAPI, rows: list[dict[str, Any]], responder: httpx.AsyncClient
) -> None:
    params = {"since": "2026-03-09T00:00:00Z", "until": "2026-04-06T00:00:00Z"}
    shown = (await responder.get("/api/v1/stats/analytics", params=params)).json()
    span = "opened_at >= '2026-03-09+00' AND opened_at < '2026-04-06+00'"
    ((opened, resolved, mtta, mtta90, mttr, mttr90),) = await sql(
        app,
        f"""SELECT count(*), count(resolved_at),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM acknowledged_at - opened_at)),
            percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM acknowledged_at - opened_at)),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM resolved_at - opened_at)),
            percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM resolved_at - opened_at))
            FROM incidents.incidents WHERE {span}""",  # noqa: S608, E501
    )
    total = shown["total"]
    assert (total["opened"], total["resolved"]) == (opened, resolved)
    assert (total["mtta"]["median"], total["mtta"]["p90"]) == (mtta, mtta90)
    assert (total["mttr"]["median"], total["mttr"]["p90"]) == (mttr, mttr90)
    breached = [
        row
        for row in rows
        if datetime(2026, 3, 9, tzinfo=UTC) <= row["opened"] < datetime(2026, 4, 6, tzinfo=UTC)
        and row["ack_due"]
        and (
            row["acknowledged"] is None
            or row["acknowledged"] > row["ack_due"]
            or (row["resolved"] and row["resolved"] > row["resolve_due"])
        )
    ]
    assert total["breached"] == len(breached)
    assert total["breach_rate"] == pytest.approx(len(breached) / total["promised"])
    by_day = await sql(
        app,
        f"""SELECT (opened_at AT TIME ZONE 'UTC')::date, count(*), count(resolved_at)
            FROM incidents.incidents WHERE {span} GROUP BY 1 ORDER BY 1""",  # noqa: S608
    )
    assert [(day["day"], day["opened"], day["resolved"]) for day in shown["days"]] == [
        (str(day), count, ended) for day, count, ended in by_day
    ]
    assert all(sum(day["by_severity"].values()) == day["opened"] for day in shown["days"])
    assert sum(cell["count"] for cell in shown["hours"]) == opened
    noisy = await sql(
        app,
        f"""SELECT service, count(*), sum(alert_count) FROM incidents.incidents WHERE {span}
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10""",  # noqa: S608
    )
    assert [(n["service"], n["incidents"], n["alerts"]) for n in shown["noisy"]] == [
        tuple(row) for row in noisy
    ]
    before = (
        await responder.get(
            "/api/v1/stats/analytics",
            params={"since": "2026-02-09T00:00:00Z", "until": "2026-03-09T00:00:00Z"},
        )
    ).json()
    assert shown["before"] == before["total"]


async def test_analytics_take_the_filters_of_the_list_and_the_clock_of_the_zone(
    app: FastAPI, rows: list[dict[str, Any]], responder: httpx.AsyncClient
) -> None:
    params = {
        "since": "2026-03-01T00:00:00Z",
        "until": "2026-05-01T00:00:00Z",
        "severity": ["critical"],
        "service": ["service-0"],
        "time_zone": "Asia/Seoul",
    }
    shown = (await responder.get("/api/v1/stats/analytics", params=params)).json()
    expected = await sql(
        app,
        "SELECT extract(isodow FROM opened_at AT TIME ZONE 'Asia/Seoul')::int,"
        " extract(hour FROM opened_at AT TIME ZONE 'Asia/Seoul')::int, count(*)"
        " FROM incidents.incidents WHERE severity = 'critical' AND service = 'service-0'"
        " GROUP BY 1, 2 ORDER BY 1, 2",
    )
    assert [(c["weekday"], c["hour"], c["count"]) for c in shown["hours"]] == [
        tuple(row) for row in expected
    ]
    long = {"since": "2001-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    assert (await responder.get("/api/v1/stats/analytics", params=long)).status_code == 422


async def test_the_dashboard_shows_open_ones_by_service_and_severity_of_ones_own_teams(
    app: FastAPI, rows: list[dict[str, Any]], responder: httpx.AsyncClient, keyring: KeyRing
) -> None:
    shown = (await responder.get("/api/v1/stats/dashboard")).json()
    still = [row for row in rows if row["status"] != "resolved"]
    assert shown["open_incidents"] == len(still)
    assert shown["unacknowledged"] == len([row for row in still if row["status"] == "open"])
    cells = {(cell["service"], cell["severity"]): cell["count"] for cell in shown["cells"]}
    for row in still:
        cells[row["service"], row["severity"]] -= 1
    assert set(cells.values()) == {0}
    mail = client_of(app, keyring.person("viewer", team="mail"))
    fewer = (await mail.get("/api/v1/stats/dashboard")).json()
    assert fewer["open_incidents"] == len([row for row in still if row["team"] is None])


async def test_the_next_breach_is_the_promise_that_comes_first(
    manager: httpx.AsyncClient,
) -> None:
    for title, severity in (("later", "low"), ("first", "critical")):
        body = {"title": title, "service": "s", "severity": severity}
        assert (await manager.post("/api/v1/incidents", json=body)).status_code == 201
    found = (await manager.get("/api/v1/stats/dashboard")).json()["next_breaches"]
    assert [(entry["title"], entry["promise"]) for entry in found] == [
        ("first", "acknowledge"),
        ("later", "acknowledge"),
    ]


async def test_gauges_are_read_from_the_rows(app: FastAPI, rows: list[dict[str, Any]]) -> None:
    async with app.state.database.transaction() as session:
        await stats.set_gauges(session)
    for severity in Severity:
        number = REGISTRY.get_sample_value("open_incidents", {"severity": severity})
        expected = [r for r in rows if r["severity"] == severity and r["status"] != "resolved"]
        assert number == len(expected)


async def test_active_incidents_are_told_by_service_team_environment_and_severity(
    app: FastAPI, rows: list[dict[str, Any]]
) -> None:
    async with app.state.database.transaction() as session:
        await stats.set_gauges(session)
    still = [row for row in rows if row["status"] != "resolved"]
    expected = Counter(
        (row["service"], row["team"] or "none", "production", str(row["severity"])) for row in still
    )
    assert active_series() == {scope: float(number) for scope, number in expected.items()}


async def test_made_up_services_make_no_more_series_and_take_no_place_of_owned_ones(
    app: FastAPI, rows: list[dict[str, Any]]
) -> None:
    """As many open incidents of hostile names, services and environments, as it takes."""
    many = text(
        "INSERT INTO incidents.incidents (id, title, service, environment, severity, urgency,"
        " status, alert_count, received_at, opened_at, version, updated_at)"
        " SELECT gen_random_uuid(), 'x', 'made-up-' || n, 'env-' || n, 'high', 'high', 'open',"
        " 1, now(), now(), 1, now() FROM generate_series(1, 3000) AS n"
    )
    async with app.state.database.transaction() as session:
        await session.execute(many)
        await stats.set_gauges(session)
    shown = active_series()
    assert len(shown) <= 5 * metrics.MOST_SCOPES
    assert len({scope[0] for scope in shown}) <= metrics.MOST_OWNED + metrics.MOST_UNOWNED + 1
    assert len({scope[2] for scope in shown}) <= metrics.MOST_ENVIRONMENTS + 1
    still = [row for row in rows if row["status"] != "resolved"]
    assert sum(shown.values()) == len(still) + 3000
    for row in still:
        if row["team"]:
            assert any(scope[:2] == (row["service"], row["team"]) for scope in shown)
    assert REGISTRY.get_sample_value("open_incidents", {"severity": "high"}) == (
        3000 + len([row for row in still if row["severity"] == "high"])
    )


def test_labels_of_resolved_incidents_are_limited_too() -> None:
    scopes = metrics.Scopes()
    made_up = {scopes.labels(f"made-up-{n}", None, f"env-{n}") for n in range(5000)}
    assert len(made_up) <= metrics.MOST_SCOPES
    assert scopes.labels("payment-api", "platform", "env-0") == ("payment-api", "platform", "env-0")
    flooded = {scopes.labels("payment-api", "platform", f"more-{n}") for n in range(5000)}
    assert flooded == {("payment-api", "platform", "other")}
    assert scopes.labels("made-up-4999", None, "env-0")[0] == "other"


def active_series() -> dict[tuple[str, ...], float]:
    """The series of `incident_active_total` by their labels."""
    (family,) = metrics.ACTIVE.collect()
    return {
        tuple(sample.labels[name] for name in metrics.SCOPE): sample.value
        for sample in family.samples
    }


async def test_time_in_each_status_is_read_from_the_timeline(
    responder: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    body = {"title": "x", "service": "s"}
    made = (await manager.post("/api/v1/incidents", json=body)).json()
    await responder.post(f"/api/v1/incidents/{made['id']}/resolve")
    shown = (await responder.get("/api/v1/stats/analytics")).json()
    assert [(span["status"], span["time"]["count"]) for span in shown["statuses"]] == [("open", 1)]
    assert shown["total"]["opened"] == 1
