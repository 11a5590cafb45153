"""How long a test waits for what must come: long enough for the slowest machine, over at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

T = TypeVar("T")

PATIENCE: Final = 180.0


async def eventually(
    check: Callable[[], Awaitable[T | None]], what: str = "a condition", seconds: float = PATIENCE
) -> T:
    """Ask `check` until it answers something true, and return that.

    Raises AssertionError that says for what was waited, and the last answer.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not (answer := await check()):
        if loop.time() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what}; last: {answer!r}")
        await asyncio.sleep(0.05)
    return answer
