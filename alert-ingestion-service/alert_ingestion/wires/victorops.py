"""VictorOps' (Splunk On-Call's) REST endpoint: the key and a route stand in the path."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from alert_ingestion.domain.plan import Outcome
from alert_ingestion.integrations.senders import Known
from alert_ingestion.sources import Parsed, victorops
from alert_ingestion.wires.keys import in_path
from alert_ingestion.wires.wire import Reading, Wire, as_json
from platform_kit.problems import Problem


def _read(request: Request, body: bytes) -> Reading:
    seen: list[str] = []

    def parse(_: Known) -> list[Parsed]:
        events = victorops.parse(body)
        seen.extend(event.fingerprint for event in events)
        return list(events)

    def answer(_: Sequence[Outcome]) -> Response:
        return as_json({"result": "success", "entity_id": seen[0] if seen else ""})

    return Reading(in_path(request), parse, answer, victorops.SOURCE)


def refuse(problem: Problem) -> Response:
    """{result: failure}, with the status that the client acts on."""
    content = {"result": "failure", "messages": problem.detail or problem.title}
    return as_json(content, problem.status, problem.headers)


WIRE = Wire("victorops", _read, refuse)
