"""/ready tells the truth within five seconds, and recovers by itself."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from toy.service import Settings, create_app

from platform_kit.database import Wakeups
from platform_kit.testing.cluster import Cluster, execute
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import AppFactory, client_of
from platform_kit.worker import Job, Worker

pytestmark = pytest.mark.committed


@pytest.fixture
async def app(service_app: AppFactory) -> AsyncIterator[FastAPI]:
    async with service_app(Settings, create_app) as app:
        yield app


async def status(app: FastAPI, path: str = "/ready") -> httpx.Response:
    async with client_of(app) as client:
        return await client.get(path)


async def turns(app: FastAPI, code: int) -> httpx.Response:
    """Wait until /ready answers `code`."""

    async def there() -> bool:
        return (await status(app)).status_code == code

    await eventually(there, f"/ready to answer {code}")
    return await status(app)


async def test_ready_is_red_while_the_database_is_gone_and_green_again(
    app: FastAPI, cluster: Cluster, database_name: str
) -> None:
    await turns(app, 200)
    closed = f'ALTER DATABASE "{database_name}" ALLOW_CONNECTIONS false'
    gone = (
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database_name}'"  # noqa: S608
    )
    await execute(cluster.server, closed, gone)
    answer = await turns(app, 503)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "database" in answer.json()["detail"]
    assert (await status(app, "/health")).status_code == 200
    await execute(cluster.server, f'ALTER DATABASE "{database_name}" ALLOW_CONNECTIONS true')
    await turns(app, 200)


async def test_ready_is_red_while_the_schema_is_behind_but_not_when_it_is_newer(
    app: FastAPI, cluster: Cluster, database_name: str
) -> None:
    admin = cluster.address(database_name)
    await turns(app, 200)
    await execute(admin, "CREATE TABLE kept AS SELECT * FROM toy.schema_version")
    await execute(admin, "DELETE FROM toy.schema_version")
    assert "schema" in (await turns(app, 503)).json()["detail"]
    await execute(admin, "INSERT INTO toy.schema_version SELECT * FROM kept")
    await turns(app, 200)
    await execute(admin, "UPDATE toy.schema_version SET version_num = 'of_a_newer_release'")
    await asyncio.sleep(1)
    assert (await status(app)).status_code == 200


async def test_a_hanging_job_and_a_dead_loop_are_seen(app: FastAPI) -> None:
    await turns(app, 200)
    hangs = asyncio.Event()

    async def turn() -> bool:
        await hangs.wait()
        return False

    worker = Worker([Job("hanging", turn)], Wakeups())
    usual, app.state.readiness.worker = app.state.readiness.worker, worker
    worker.start()
    assert "hanging" in (await turns(app, 503)).json()["detail"]
    hangs.set()
    await turns(app, 200)
    (task,) = [task for task in asyncio.all_tasks() if task.get_name() == "hanging"]
    task.cancel()
    assert "hanging" in (await turns(app, 503)).json()["detail"]
    app.state.readiness.worker = usual
    await worker.stop()
    await turns(app, 200)


async def test_a_failing_job_goes_on_and_leaves_the_others_alone() -> None:
    done: list[str] = []

    async def fails() -> bool:
        done.append("failed")
        raise RuntimeError("told to")

    async def works() -> bool:
        done.append("worked")
        return False

    worker = Worker([Job("fails", fails, 0.01), Job("works", works, 0.01)], Wakeups())
    worker.start()

    async def both_went_on() -> bool:
        return done.count("failed") >= 3 and done.count("worked") >= 3

    await eventually(both_went_on, "both jobs to go on")
    assert worker.stuck() == []
    await worker.stop()
