"""Speed and memory of the analysis, and 100,000 past incidents searched.

    make bench-analysis        python -m benchmarks.analysis.latency [--incidents 100000]

In process: one explanation, beside the plain pipeline of scikit-learn (and MiniLM where it is).
Then the real service on a PostgreSQL of its own: time until it is ready, memory, latency over
HTTP, and the search for similar incidents. Each figure stands beside its goal.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

import httpx
from accuracy_harness import Scorer, text_of, trained
from platform_database.connection import connected
from sklearn import pipeline
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from ai_analysis.analyses.service import explain
from ai_analysis.domain.likeness import incident_terms
from ai_analysis.knowledge.catalogue import packaged_entries, training_samples
from ai_analysis.knowledge.model import Model
from benchmarks.analysis import baselines
from platform_kit.ids import new_id
from platform_local.database import prepare_database
from platform_local.keys import make_keys
from platform_local.ports import pick_free
from platform_local.postgres import EmbeddedPostgres

REPOSITORY = Path(__file__).resolve().parents[2]
ROUNDS = 400
START_SECONDS = 60.0
KINDS = 5_000
SERVICES = [f"service-{number}" for number in range(400)]
PLACES = [f"region{number % 12} shard{number}" for number in range(300)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=100_000)
    options = parser.parse_args()
    texts = alert_texts()
    print(f"{'':44}{'p50':>10}{'p95':>10}   goal")
    in_process(texts)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with EmbeddedPostgres(folder / "postgres") as postgres:
            served(folder, postgres, texts, options.incidents)


def alert_texts() -> list[str]:
    """Labelled alerts where they are, else the phrases of the knowledge base by threes."""
    folder = Path(os.environ.get("EVAL_DIR", "../shared/eval"))
    if (folder / "score.py").is_file():
        return [text_of(item) for item in Scorer(folder).alerts()]
    phrases = [sample.text for sample in training_samples(packaged_entries())]
    return [" ".join(random.Random(seed).sample(phrases, 3)) for seed in range(ROUNDS)]


def in_process(texts: Sequence[str]) -> None:
    """One explanation without HTTP, beside plain ways."""
    classifier = trained()
    model = Model(classifier, packaged_entries(), "bench")
    _line("explain in process", _timed(lambda text: explain(model, text), texts), "p95 ≤ 10 ms")
    samples = training_samples(packaged_entries())
    steps = TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=20.0)
    plain = cast("Any", pipeline).make_pipeline(*steps)
    plain.fit([sample.text for sample in samples], [sample.category for sample in samples])
    _line("plain scikit-learn pipeline", _timed(lambda text: plain.predict_proba([text]), texts))
    mini_lm = baselines.mini_lm(*baselines.categories())
    if isinstance(mini_lm, str):
        print(f"{'MiniLM':44}   SKIPPED: {mini_lm}")
    else:
        _line("MiniLM", _timed(mini_lm, texts[:100]))


def served(folder: Path, postgres: EmbeddedPostgres, texts: Sequence[str], incidents: int) -> None:
    """The real service: start, memory, latency, search."""
    admin = {"DATABASE_URL": postgres.dsn()}
    addresses = asyncio.run(prepare_database(folder, admin))
    keys = make_keys(folder / "keys")
    environment = {
        **os.environ,
        "DATABASE_URL": addresses.services["analysis"],
        "MIGRATION_DATABASE_URL": addresses.migration,
        "AUTH_JWKS_FILE": str(keys.public),
        "AUTH_KEY_FILE": str(keys.private("ai-analysis")),
        "OPEN_ACCESS": "true",
        "LOG_LEVEL": "warning",
        "OPENAI_API_KEY": "",
        "SERVICE_PORT": str(pick_free()),
    }
    command = [sys.executable, "-m", "ai_analysis"]
    subprocess.run([*command, "migrate"], env=environment, check=True, cwd=REPOSITORY)
    for start in ("first start", "start with a stored model"):
        with service(folder, command, environment) as (http, pid, seconds):
            print(f"{'ready, ' + start:44}{seconds:8.2f} s{'':12}≤ 3 s")
            _wait_until_stored(http)
            if start == "first start":
                continue
            ask = _analyze(http)
            _line("POST /api/v1/analyze", _timed(ask, texts))
            asyncio.run(fill(postgres.dsn(), incidents))
            search = _search(http)
            queries = [incident_text(random.Random(-seed)) for seed in range(1, ROUNDS)]
            _line(f"similar among {incidents:,} incidents", _timed(search, queries))
            _line(f"analyze beside {incidents:,} incidents", _timed(ask, texts))
            print(f"{'memory of the service (RSS)':44}{_megabytes(pid):8.0f} MB{'':11}≤ 250 MB")


@contextmanager
def service(
    folder: Path, command: list[str], environment: dict[str, str]
) -> Generator[tuple[httpx.Client, int, float]]:
    """(client, process id, seconds until ready) of the running service."""
    with (folder / "service.log").open("wb") as log:
        began = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
    url = f"http://127.0.0.1:{environment['SERVICE_PORT']}"
    with httpx.Client(base_url=url, timeout=30) as http:
        try:
            yield http, process.pid, _ready(http, process, began)
        finally:
            process.terminate()
            process.wait(30)


async def fill(dsn: str, incidents: int) -> None:
    """Closed incidents with known causes: many services, the same few dozen kinds of trouble."""
    columns = ("incident_id", "number", "title", "service", "category", "root_cause")
    columns += ("resolution", "terms", "confirmed_at")
    async with connected(dsn) as connection:
        now = await connection.fetchval("SELECT now()")
        rows = [(new_id(), number, *incident_row(number), now) for number in range(incidents)]
        copy: Any = cast("Any", connection).copy_records_to_table
        await copy("confirmed_causes", schema_name="analysis", records=rows, columns=columns)
        await connection.execute("ANALYZE analysis.confirmed_causes")


def incident_row(number: int) -> tuple[str, str, str, str, str, list[str]]:
    """(title, service, category, root cause, resolution, terms)."""
    chance = random.Random(number)
    text, terms = _kind(chance.randrange(KINDS))
    of = chance.choice(SERVICES)
    found = [f"service={of}", *terms]
    return text, of, "disk_space", "the disk was full", "cleaned the disk", found


@cache
def _kind(number: int) -> tuple[str, list[str]]:
    """The text and the terms of a kind of incident that comes again and again."""
    text = incident_text(random.Random(number))
    return text, incident_terms(text, text, "")


def incident_text(chance: random.Random) -> str:
    """Two symptoms at some place."""
    phrases = training_samples(packaged_entries())
    symptoms = ", ".join(sample.text for sample in chance.sample(phrases, 2))
    return f"{symptoms} in {chance.choice(PLACES)}"


def _analyze(http: httpx.Client) -> Callable[[str], object]:
    def ask(text: str) -> object:
        body = {"message": text.partition("\n")[0] or "-", "annotations": {"description": text}}
        return http.post("/api/v1/analyze", json=body).raise_for_status()

    return ask


def _search(http: httpx.Client) -> Callable[[str], object]:
    def ask(text: str) -> object:
        query = {"q": text, "service": SERVICES[len(text) % len(SERVICES)]}
        return http.get("/api/v1/similar", params=query).raise_for_status()

    return ask


def _timed(ask: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Milliseconds of each call, after a few to warm up."""
    for text in texts[:20]:
        ask(text)
    took: list[float] = []
    for text in texts[:ROUNDS]:
        began = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - began) * 1e3)
    return took


def _line(name: str, milliseconds: Sequence[float], goal: str = "") -> None:
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    print(f"{name:44}{statistics.median(milliseconds):7.2f} ms{p95:7.2f} ms   {goal}")


def _ready(http: httpx.Client, process: "subprocess.Popen[bytes]", began: float) -> float:
    while time.monotonic() - began < START_SECONDS and process.poll() is None:
        try:
            if http.get("/ready").is_success:
                return time.monotonic() - began
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise RuntimeError("the service did not get ready")


def _wait_until_stored(http: httpx.Client) -> None:
    for _ in range(int(START_SECONDS)):
        if http.get("/api/v1/knowledge/index").json()["state"] == "current":
            return
        time.sleep(1)
    raise RuntimeError("no model was stored")


def _megabytes(pid: int) -> float:
    """Resident memory; Linux only."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    resident = next(line for line in lines if line.startswith("VmRSS:"))
    return int(resident.split()[1]) / 1024


if __name__ == "__main__":
    main()
