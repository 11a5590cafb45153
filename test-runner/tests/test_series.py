"""Storms and continuous mode, posted to the real alert-ingestion."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from runner_waits import PATIENCE_SECONDS, finished, state_when, stored_alerts

from platform_kit.testing.callers import KeyRing
from test_runner.continuous import Continuous, ContinuousOrder
from test_runner.ledger import Ledger
from test_runner.platform import open_platform
from test_runner.sending import Sender
from test_runner.settings import Settings
from test_runner.storm import StormOrder, plan

committed = pytest.mark.committed


def test_the_same_seed_makes_the_same_storm() -> None:
    order = StormOrder(count=100, duplicate_share=0.3, jitter_seconds=10, seed=7)
    first, second = plan(order, "a"), plan(order, "a")
    assert first == second
    assert len(first) == 100
    assert len({one.alert.dedup_key for one in first}) == 70
    moments = [one.at for one in first]
    assert moments == sorted(moments)
    assert 0 <= moments[0] <= moments[-1] <= 10
    assert not {one.alert.dedup_key for one in first} & {
        one.alert.dedup_key for one in plan(order, "b")
    }


def test_a_storm_of_repeats_alone_has_one_alert() -> None:
    sent = plan(StormOrder(count=20, duplicate_share=1), "a")
    assert len(sent) == 20
    assert len({one.alert.dedup_key for one in sent}) == 1


@committed
async def test_storm_is_stored_with_its_repeats_counted(
    alert_ingestion: FastAPI, keyring: KeyRing, runner: Any
) -> None:
    async with runner(alert_ingestion, key_file=keyring.file("test-runner")) as page:
        order = {"count": 60, "duplicate_share": 0.5, "jitter_seconds": 0, "seed": 3}
        await page.post("/api/storm", json=order)
        state = await finished(page, "storm")
    storm = state["storm"]
    assert (storm["sent"], storm["failed"]) == (60, 0)
    assert storm["outcomes"]["deduplicated"] == 30
    assert storm["p95_ms"] >= storm["p50_ms"] > 0
    alerts = await stored_alerts(alert_ingestion, keyring)
    assert len(alerts) == 30
    assert sum(alert["count"] for alert in alerts) == 60
    assert storm["incidents"] == len({alert["incident_id"] for alert in alerts})
    assert Counter(run["kind"] for run in state["runs"]) == {"storm": storm["incidents"]}


@committed
async def test_continuous_mode_sends_on_until_it_is_stopped(
    alert_ingestion: FastAPI, keyring: KeyRing, runner: Any
) -> None:
    async with runner(alert_ingestion, key_file=keyring.file("test-runner")) as page:
        mix = ["queue-backlog", "slow-queries"]
        order = {"interval_seconds": 1, "scenarios": mix}
        begun = (await page.post("/api/continuous", json=order)).json()["continuous"]
        assert begun["running"]
        assert begun["stops_at"] is not None
        await state_when(page, lambda state: state["continuous"]["sent"] >= 2)
        stopped = (await page.delete("/api/continuous")).json()["continuous"]
        assert (stopped["running"], stopped["ended"]) == (False, "stopped")
        count = len(await stored_alerts(alert_ingestion, keyring))
        assert count == stopped["sent"] >= 2
        await asyncio.sleep(1.5)
        alerts = await stored_alerts(alert_ingestion, keyring)
    assert len(alerts) == count
    assert {alert["labels"]["scenario"] for alert in alerts} <= set(mix)


@committed
async def test_continuous_mode_ends_by_itself(alert_ingestion: FastAPI, keyring: KeyRing) -> None:
    settings = Settings(TEST_RUNNER_KEY_FILE=keyring.file("test-runner"))  # pyright: ignore[reportCallIssue]
    async with open_platform(settings, httpx.ASGITransport(alert_ingestion)) as platform:
        ledger = Ledger()
        series = Continuous(Sender(platform, ledger), ledger, longest=timedelta(seconds=2))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await series.run(ContinuousOrder(interval_seconds=1))
    assert (series.state.running, series.state.ended) == (False, "time is over")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("continuous", {"interval_seconds": 0.5}),
        ("continuous", {"interval_seconds": 301}),
        ("continuous", {"scenarios": ["nonsense"]}),
        ("storm", {"count": 0}),
        ("storm", {"count": 5001}),
        ("storm", {"duplicate_share": 1.1}),
    ],
)
async def test_orders_out_of_bounds_are_refused(runner: Any, path: str, body: Any) -> None:
    async with runner() as page:
        assert (await page.post(f"/api/{path}", json=body)).status_code == 422
