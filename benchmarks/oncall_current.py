"""Who is on call, asked over HTTP: requests a second, latency, processor time.

    python benchmarks/oncall_current.py [--teams 200] [--seconds 5]

A company of 200 teams, each with a three-layer schedule and a policy of two levels, asked by wrk
(apt install wrk) through sixteen connections. Prints the rate beside its goal: 1,000 look-ups a
second for a processor.
"""

import argparse
import os
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx

from platform_local.trial import trial_platform

GOAL = 1000.0
_TICK = os.sysconf("SC_CLK_TCK")
_TEAMS = """
local number = 0
request = function()
  number = (number + 7) % {teams}
  return wrk.format("GET", "/api/v1/oncall/current?team=team-" .. number)
end
"""


def main() -> None:
    """Make the company, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt install wrk")
    with trial_platform() as platform, platform.admin() as admin:
        _found(admin, options.teams)
        for number in range(options.teams):
            asked = f"/api/v1/oncall/current?team=team-{number}"
            admin.get(asked).raise_for_status()
        pid = platform.pid_of("oncall")
        before = _cpu(pid)
        output = _ask(platform.url("oncall"), options.teams, options.seconds)
        used = _cpu(pid) - before
    asked = int(_number(output, r"(\d+) requests in"))
    rate = float(_number(output, r"Requests/sec:\s+([\d.]+)"))
    if "Non-2xx" in output:
        raise SystemExit(output)
    print("| teams | look-ups/s | for a processor | p50 | p99 | µs of service each | goal |")
    print("|---|---|---|---|---|---|---|")
    p50, p99 = _number(output, r"50%\s+(\S+)"), _number(output, r"99%\s+(\S+)")
    each = used / asked
    print(
        f"| {options.teams} | {rate:.0f} | {1 / each:.0f} | {p50} | {p99} | {each * 1e6:.0f} "
        f"| ≥ {GOAL:.0f} for a processor |"
    )


def _found(admin: httpx.Client, teams: int) -> None:
    """The company."""
    people = [str(uuid4()) for _ in range(20)]
    start = datetime(2026, 1, 5, 9, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M")
    for number, person in enumerate(people):
        body = {"login": f"person-{number}", "name": f"Person {number}"}
        admin.put(f"/api/v1/people/{person}", json=body).raise_for_status()
    for number in range(teams):
        team = f"team-{number}"
        mine = [people[(number + offset) % len(people)] for offset in range(4)]
        night = [{"type": "daily", "start": "20:00", "end": "08:00"}]
        layers = [
            {"id": "week", "users": mine, "start": start},
            {"id": "night", "users": mine[::-1], "start": start, "restrictions": night, "level": 1},
            {"id": "day", "users": mine[:2], "start": start, "rotation": {"type": "daily"}},
        ]
        schedule = {"name": team, "team": team, "timezone": "Europe/Berlin", "layers": layers}
        levels = [
            {"targets": [{"schedule": team}], "delay_minutes": 5},
            {"targets": [{"person": mine[0]}], "delay_minutes": 5},
        ]
        for path, body in (
            (f"teams/{team}", {"name": team}),
            (f"schedules/{team}", schedule),
            (f"escalation-policies/{team}", {"name": team, "team": team, "levels": levels}),
            (f"teams/{team}", {"name": team, "policy": team}),
        ):
            admin.put(f"/api/v1/{path}", json=body).raise_for_status()


def _ask(url: str, teams: int, seconds: float) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_TEAMS.format(teams=teams))
        script.flush()
        command = ["wrk", "-t1", "-c16", f"-d{seconds:g}s", "--latency", "-s", script.name, url]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _number(output: str, pattern: str) -> str:
    found = re.search(pattern, output)
    if found is None:
        raise SystemExit(output)
    return found[1]


def _cpu(pid: int) -> float:
    """Seconds of processor time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


if __name__ == "__main__":
    main()
