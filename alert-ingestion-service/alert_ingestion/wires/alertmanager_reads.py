"""What amtool and dashboards read of an Alertmanager: firing alerts, one by one and grouped."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from alert_ingestion.alerts.service import alert_of
from alert_ingestion.domain.matchers import Matcher, MatcherError, matches_all, parse_matchers
from alert_ingestion.domain.suppression import Verdict, matched_labels
from alert_ingestion.noise.matching import compiled
from alert_ingestion.silences import service as silences
from alert_ingestion.wires import repository
from alert_ingestion.wires.alertmanager import refuse_api
from alert_ingestion.wires.alertmanager_status import RECEIVER, require_reader
from alert_ingestion.wires.wire import answered, as_json
from platform_contracts.base import iso
from platform_kit.clock import now as read_clock
from platform_kit.database import Database
from platform_kit.problems import BadRequest
from platform_kit.template_filters import compile_pattern

MOST_ALERTS: Final = 5_000
GROUPED_BY: Final = ("alertname", "cluster", "service")

Shown = dict[str, Any]


async def _alerts(request: Request) -> Response:
    return as_json(await _found(request))


async def _groups(request: Request) -> Response:
    """By name, cluster and service: which alerts make one incident is told elsewhere."""
    groups: dict[tuple[tuple[str, str], ...], list[Shown]] = defaultdict(list)
    for shown in await _found(request):
        labels: dict[str, str] = shown["labels"]
        key = tuple((name, labels[name]) for name in GROUPED_BY if name in labels)
        groups[key].append(shown)
    return as_json(
        [
            {"labels": dict(key), "receiver": {"name": RECEIVER}, "alerts": alerts}
            for key, alerts in sorted(groups.items())
        ]
    )


async def _found(request: Request) -> list[Shown]:
    """The firing alerts that the query asks for."""
    await require_reader(request)
    matchers = filters_of(request)
    wanted = _wanted(request)
    database: Database = request.app.state.database
    async with database.transaction() as session:
        now = await read_clock(session)
        rows = await repository.firing_with_state(session, MOST_ALERTS)
        known = await silences.list_silences(session, None, MOST_ALERTS, now, over=False)
    active = [(str(s.id), compiled(s.matchers)) for s in known.items if s.state == "active"]
    found: list[Shown] = []
    for row, state in rows:
        alert = alert_of(row)
        labels = dict(matched_labels(alert))
        by = [silence for silence, its in active if matches_all(its, labels)]
        verdict = Verdict.SILENCED if by else Verdict(state.verdict)
        if (not matchers or matches_all(matchers, labels)) and wanted(verdict):
            found.append(_shown(row, state, verdict, by))
    return found


def filters_of(request: Request) -> Sequence[Matcher]:
    """The matchers of `filter`, which may come several times. Raises BadRequest."""
    try:
        return [m for text in request.query_params.getlist("filter") for m in parse_matchers(text)]
    except MatcherError as error:
        raise BadRequest(f"bad matcher: {error}") from None


def _flag(request: Request, name: str) -> bool:
    text = request.query_params.get(name, "true").lower()
    if text not in ("true", "false", "1", "0", "t", "f"):
        raise BadRequest(f'invalid value "{text}" for query parameter {name}')
    return text in ("true", "1", "t")


def _wanted(request: Request) -> Callable[[Verdict], bool]:
    """Which verdicts are asked for. Raises BadRequest."""
    hidden = {
        Verdict.DELIVER: not _flag(request, "active"),
        Verdict.SILENCED: not _flag(request, "silenced"),
        Verdict.INHIBITED: not _flag(request, "inhibited"),
        Verdict.PAUSED: not _flag(request, "unprocessed"),
    }
    receiver = request.query_params.get("receiver", "")
    try:
        ours = compile_pattern(receiver).fullmatch(RECEIVER) is not None if receiver else True
    except ValueError as error:
        raise BadRequest(f"failed to parse receiver param: {error}") from None
    return lambda verdict: ours and not hidden[verdict]


def _shown(row: Any, state: Any, verdict: Verdict, silenced_by: list[str]) -> Shown:
    """An alert; a silence made after it was told of shows here as it does in Alertmanager."""
    rule = state.verdict_rule
    status = {
        "state": "active" if verdict is Verdict.DELIVER else "suppressed",
        "silencedBy": silenced_by,
        "inhibitedBy": [str(rule)] if verdict is Verdict.INHIBITED and rule else [],
        "mutedBy": [str(rule)] if verdict is Verdict.PAUSED and rule else [],
    }
    return {
        "labels": row.labels or {"alertname": row.title},
        "annotations": {"summary": row.title, **row.annotations},
        "startsAt": iso(row.starts_at),
        "endsAt": iso(state.expires_at or state.last_received_at),
        "updatedAt": iso(state.last_received_at),
        "generatorURL": row.generator_url or "",
        "fingerprint": row.fingerprint,
        "receivers": [{"name": RECEIVER}],
        "status": status,
    }


alerts = answered(refuse_api, _alerts)
groups = answered(refuse_api, _groups)
