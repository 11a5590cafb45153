"""GoAlert's inbound addresses: a token in the query or as bearer, 204 unless JSON is asked for."""

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from alert_ingestion.domain.plan import Outcome
from alert_ingestion.sources import Parsed, alertmanager, goalert, grafana, site24x7
from alert_ingestion.wires.keys import in_authorization, in_path
from alert_ingestion.wires.wire import Reading, Wire, as_json
from platform_kit.problems import Problem

Parse = Callable[[bytes, Request], Sequence[Parsed]]


def _reader(source: str, parse: Parse) -> Callable[[Request, bytes], Reading]:
    def read(request: Request, body: bytes) -> Reading:
        query = request.query_params
        key = in_path(request) or query.get("token") or query.get("integrationKey")

        def answer(outcomes: Sequence[Outcome]) -> Response:
            if "application/json" not in request.headers.get("accept", ""):
                return Response(status_code=204)
            first = outcomes[0] if outcomes else None
            return as_json({"AlertID": first.alert_id if first else None, "IsNew": _is_new(first)})

        key = key or in_authorization(request)
        return Reading(key, lambda _: parse(body, request), answer, source)

    return read


def _is_new(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.count <= 1


def refuse(problem: Problem) -> Response:
    """GoAlert's errors are plain text."""
    text = f"{problem.detail or problem.title}\n"
    return PlainTextResponse(text, problem.status, problem.headers)


GENERIC = Wire(
    "goalert generic",
    _reader(goalert.SOURCE, lambda body, request: goalert.parse(body, dict(request.query_params))),
    refuse,
)
GRAFANA = Wire("goalert grafana", _reader("grafana", lambda body, _: grafana.parse(body)), refuse)
ALERTMANAGER = Wire(
    "goalert alertmanager",
    _reader("alertmanager", lambda body, _: alertmanager.parse(body)),
    refuse,
)
SITE24X7 = Wire(
    "goalert site24x7", _reader("site24x7", lambda body, _: site24x7.parse(body)), refuse
)
