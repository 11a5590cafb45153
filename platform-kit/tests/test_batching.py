"""Group commit: one transaction for many, and one bad item fails nobody else."""

import asyncio
from collections.abc import Sequence

import pytest

from platform_kit.batching import TURNS, WORTH, Batcher
from platform_kit.problems import Conflict, Unavailable


class Store:
    """A flush that can be held back and made to fail."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.stored: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def flush(self, items: Sequence[str]) -> list[str]:
        self.batches.append(list(items))
        await self.gate.wait()
        if "bad" in items:
            raise Conflict("a bad item")
        if "lost" in items:
            raise OSError("the database is gone")
        self.stored.extend(items)
        return [f"{item} stored" for item in items]


@pytest.fixture
def store() -> Store:
    return Store()


async def begun(batcher: Batcher[str, str], *items: str) -> "asyncio.Task[Sequence[str]]":
    """A submission whose item is queued or under way."""
    task = asyncio.create_task(batcher.submit(items))
    for _ in range(TURNS + 2):
        await asyncio.sleep(0)
    return task


async def test_a_lone_item_waits_for_nobody(store: Store) -> None:
    batcher = Batcher(store.flush)
    assert await batcher.submit(["one"]) == ["one stored"]
    assert store.batches == [["one"]]


async def test_items_of_one_moment_share_a_commit(store: Store) -> None:
    batcher = Batcher(store.flush)
    await asyncio.gather(*(batcher.submit([f"{n}"]) for n in range(20)))
    assert store.batches == [[f"{n}" for n in range(20)]]


async def test_items_that_come_meanwhile_share_a_commit_and_keep_their_order(store: Store) -> None:
    batcher = Batcher(store.flush, places=1)
    store.gate.clear()
    tasks = [await begun(batcher, f"{n}a", f"{n}b") for n in range(4)]
    store.gate.set()
    answers = await asyncio.gather(*tasks)
    assert answers == [[f"{n}a stored", f"{n}b stored"] for n in range(4)]
    assert len(store.batches) == 2
    assert store.stored == [f"{n}{part}" for n in range(4) for part in "ab"]


async def test_beside_a_running_commit_only_what_is_worth_one_starts_another(store: Store) -> None:
    batcher = Batcher(store.flush)
    store.gate.clear()
    first = await begun(batcher, "first")
    few = await begun(batcher, *(f"few {n}" for n in range(WORTH - 1)))
    assert [len(batch) for batch in store.batches] == [1]
    one_more = await begun(batcher, "one more")
    assert [len(batch) for batch in store.batches] == [1, WORTH]
    last = await begun(batcher, "last")
    store.gate.set()
    await asyncio.gather(first, few, one_more, last)
    assert [len(batch) for batch in store.batches] == [1, WORTH, 1]


async def test_nobody_is_answered_before_the_commit(store: Store) -> None:
    batcher = Batcher(store.flush)
    store.gate.clear()
    task = await begun(batcher, "one")
    await asyncio.sleep(0.05)
    assert not task.done()
    store.gate.set()
    assert await task == ["one stored"]


async def test_one_bad_item_does_not_fail_its_neighbours(store: Store) -> None:
    batcher = Batcher(store.flush, places=1)
    store.gate.clear()
    first = await begun(batcher, "first")
    good = [await begun(batcher, f"good {n}") for n in range(3)]
    bad = await begun(batcher, "bad")
    store.gate.set()
    assert await asyncio.gather(first, *good) == [
        ["first stored"],
        *([f"good {n} stored"] for n in range(3)),
    ]
    with pytest.raises(Conflict):
        await bad


async def test_a_full_queue_sheds_at_once_and_takes_again_later(store: Store) -> None:
    batcher = Batcher(store.flush, places=1, queue=4)
    store.gate.clear()
    tasks = [await begun(batcher, f"{n}") for n in range(4)]  # one under way, three queued
    with pytest.raises(Unavailable):
        await batcher.submit(["one too many"])
    store.gate.set()
    await asyncio.gather(*tasks)
    assert await batcher.submit(["later"]) == ["later stored"]


async def test_urgent_items_use_the_reserve_and_go_first(store: Store) -> None:
    batcher = Batcher(store.flush, places=1, queue=4)
    store.gate.clear()
    tasks = [await begun(batcher, f"{n}") for n in range(4)]
    urgent = asyncio.create_task(batcher.submit(["urgent"], urgent=True))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await batcher.submit(["urgent, but the queue is full"], urgent=True)
    store.gate.set()
    await asyncio.gather(*tasks, urgent)
    assert store.stored == ["0", "urgent", "1", "2", "3"]


async def test_the_queue_is_bounded_in_bytes_too(store: Store) -> None:
    batcher = Batcher(store.flush, places=1, queue_bytes=100)
    store.gate.clear()
    first = await begun(batcher, "under way")
    second = asyncio.create_task(batcher.submit(["large"], size=70))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await batcher.submit(["one too many"], size=20)
    store.gate.set()
    await asyncio.gather(first, second)
    assert await batcher.submit(["later"], size=70) == ["later stored"]


async def test_a_lost_database_is_said_to_everybody_as_unavailable(store: Store) -> None:
    batcher = Batcher(store.flush, places=1)
    store.gate.clear()
    tasks = [await begun(batcher, item) for item in ("first", "lost", "with it")]
    store.gate.set()
    first, *others = await asyncio.gather(*tasks, return_exceptions=True)
    assert first == ["first stored"]
    assert all(isinstance(other, Unavailable) for other in others)
    assert len(store.batches) == 2  # not tried item by item: the database is gone for all


async def test_a_client_that_went_away_does_not_stop_the_others(store: Store) -> None:
    batcher = Batcher(store.flush, places=1)
    store.gate.clear()
    gone, stays = await begun(batcher, "gone"), await begun(batcher, "stays")
    gone.cancel()
    store.gate.set()
    assert await stays == ["stays stored"]
    await batcher.drain()
    assert "gone" in store.stored
