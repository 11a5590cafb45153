"""Load on loopback, and what it cost: requests, latency, processor time of the servers."""

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = Path(__file__).with_name("post_lines.lua")
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Result:
    """One run: per second, milliseconds, and microseconds of processor time for each alert."""

    alerts_per_second: float
    p50: float
    p99: float
    server_cpu: float = 0.0
    database_cpu: float = 0.0


@dataclass(frozen=True)
class Target:
    """A server under test. `list_of_one`: it takes lists, so a lone alert is put into one."""

    name: str
    url: str
    pid: int
    database_pid: int | None = None
    list_of_one: bool = False


def closed_loop(
    target: Target, bodies: Path, *, connections: int, seconds: float, alerts_each: int = 1
) -> Result:
    """As fast as the answers come. Raises RuntimeError for any answer other than 2xx."""
    if shutil.which("wrk") is None:
        raise RuntimeError("wrk is missing: apt install wrk")
    before = _cpu(target.pid), _cpu(target.database_pid)
    environment = {
        **os.environ,
        "BODIES": str(bodies),
        "LIST": "1" if target.list_of_one and alerts_each == 1 else "0",
    }
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(_SCRIPT), target.url]
    output = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout
    found = next(line for line in output.splitlines() if line.startswith("RESULT "))
    result = json.loads(found.removeprefix("RESULT "))
    if result["refused"] or result["broken"]:
        raise RuntimeError(f"{target.name} refused or broke {found}")
    alerts = result["done"] * alerts_each
    after = _cpu(target.pid), _cpu(target.database_pid)
    return Result(
        alerts_per_second=alerts / result["seconds"],
        p50=result["p50"],
        p99=result["p99"],
        server_cpu=(after[0] - before[0]) / alerts * 1e6,
        database_cpu=(after[1] - before[1]) / alerts * 1e6,
    )


def open_loop(target: Target, bodies: Path, *, rate: int, seconds: float) -> Result:
    """At a fixed rate; latency counts from the moment at which the request was due."""
    lines = bodies.read_text().splitlines()
    if target.list_of_one:
        lines = [f"[{line}]" for line in lines]
    taken = asyncio.run(_paced(target.url, lines, rate, seconds))
    cuts = statistics.quantiles(taken, n=100)
    return Result(len(taken) / seconds, cuts[49] * 1e3, cuts[98] * 1e3)


async def _paced(url: str, lines: Sequence[str], rate: int, seconds: float) -> list[float]:
    authority, _, path = url.removeprefix("http://").partition("/")
    host, _, port = authority.partition(":")
    queue: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
    taken: list[float] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        while (entry := await queue.get()) is not None:
            due, request = entry
            writer.write(request)
            await _answer(reader)
            taken.append(time.perf_counter() - due)
        writer.close()

    workers = [asyncio.create_task(connection()) for _ in range(32)]
    begun = time.perf_counter()
    for number in range(int(rate * seconds)):
        due = begun + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        body = lines[number % len(lines)].encode()
        head = (
            f"POST /{path} HTTP/1.1\r\nHost: {authority}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        queue.put_nowait((due, head.encode() + body))
    for _ in workers:
        queue.put_nowait(None)
    await asyncio.gather(*workers)
    return taken


async def _answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    if status >= 300:
        raise RuntimeError(f"answered {status}")
    for line in head.split("\r\n"):
        if line.startswith("content-length:"):
            await reader.readexactly(int(line.partition(":")[2]))


def _cpu(pid: int | None) -> float:
    """Seconds of processor time of a process, its children, and those that ended."""
    if pid is None:
        return 0.0
    return sum(_own_cpu(process) for process in [pid, *_children(pid)])


def _own_cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / _TICK


def _children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in listed]
