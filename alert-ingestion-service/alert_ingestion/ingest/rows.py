"""What a plan writes, as rows."""

from datetime import datetime
from typing import Any

from alert_ingestion.domain.correlation import topology
from alert_ingestion.domain.grouping import Group
from alert_ingestion.domain.plan import Change
from alert_ingestion.domain.state import AlertState
from alert_ingestion.domain.suppression import Verdict
from platform_contracts.vocabulary import Severity


def group_row(group: Group, now: datetime) -> dict[str, Any]:
    """A group, new or touched."""
    return {
        "id": group.id,
        "incident_id": group.incident_id,
        "state": group.state,
        "strategy": group.strategy,
        "environment": group.environment,
        "rule_key": group.key,
        "opened_at": now,
        "last_event_at": group.last_event_at,
        "members": topology.to_json(group.members) if group.members else None,
    }


def alert_row(change: Change, now: datetime) -> dict[str, Any]:
    """A new alert."""
    alert, state = change.alert, change.state
    return {
        "source": alert.source,
        "scope": alert.scope,
        "fingerprint": alert.fingerprint,
        "service": alert.service,
        "environment": alert.environment,
        "team": alert.team,
        "labels": alert.labels,
        "details": alert.details,
        "tags": alert.tags,
        "responders": alert.responders,
        "links": alert.links,
        "generator_url": alert.generator_url,
        "runbook_url": alert.runbook_url,
        "source_group": alert.source_group,
        "starts_at": alert.starts_at or now,
        "received_at": state.received_at,
        "correlation_reason": change.reason,
        "payload_id": state.payload_id,
        **_changing(change, now),
        "verdict_reason": change.verdict_reason or "",
    }


def update_row(change: Change, now: datetime) -> dict[str, Any]:
    """What changed in a known alert."""
    return {
        "previous": change.previous_incident,
        "reason": change.reason,
        **_changing(change, now),
    }


def _changing(change: Change, now: datetime) -> dict[str, Any]:
    alert, state = change.alert, change.state
    return {
        "id": state.alert_id,
        "title": alert.title,
        "description": alert.description,
        "annotations": alert.annotations,
        "severity": state.severity,
        "status": "resolved" if change.resolved else "firing",
        "count": state.count,
        "ends_at": (state.ended_at or now) if change.resolved else None,
        "last_received_at": state.last_received_at,
        "group_id": state.group_id,
        "incident_id": state.incident_id,
        "verdict": state.verdict,
        "verdict_reason": change.verdict_reason,
        "history": change.history,
    }


def state_row(state: AlertState) -> dict[str, Any]:
    """The state of an identity."""
    scope, fingerprint = state.identity
    return {
        "scope": scope,
        "fingerprint": fingerprint,
        "alert_id": state.alert_id,
        "status": "firing" if state.firing else "resolved",
        "severity": state.severity,
        "content": state.content,
        "count": state.count,
        "source_group": state.source_group,
        "group_id": state.group_id,
        "incident_id": state.incident_id,
        "starts_at": state.starts_at,
        "ended_at": state.ended_at,
        "received_at": state.received_at,
        "last_received_at": state.last_received_at,
        "heard_at": state.heard_at,
        "fired_at": state.fired_at,
        "expires_at": state.expires_at,
        "expires_because": state.expires_because,
        "verdict": state.verdict,
        "verdict_rule": state.verdict_rule,
        "recheck_at": state.recheck_at,
        "payload_id": state.payload_id,
        "forget_at": state.forget_at(),
    }


def state_of(row: Any) -> AlertState:
    """The state of an identity as it was read."""
    return AlertState(
        identity=(row["scope"], row["fingerprint"]),
        alert_id=row["alert_id"],
        firing=row["status"] == "firing",
        severity=Severity(row["severity"]),
        received_at=row["received_at"],
        last_received_at=row["last_received_at"],
        content=row["content"],
        count=row["count"],
        source_group=row["source_group"],
        group_id=row["group_id"],
        incident_id=row["incident_id"],
        group_closed=row["group_closed"],
        starts_at=row["starts_at"],
        ended_at=row["ended_at"],
        heard_at=row["heard_at"],
        fired_at=list(row["fired_at"]),
        expires_at=row["expires_at"],
        expires_because=row["expires_because"],
        verdict=Verdict(row["verdict"]),
        verdict_rule=row["verdict_rule"],
        recheck_at=row["recheck_at"],
        payload_id=row["payload_id"],
    )
