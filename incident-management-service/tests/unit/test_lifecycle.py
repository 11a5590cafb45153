"""The table of steps."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_management.domain.lifecycle import (
    IllegalStepError,
    Moments,
    allowed_steps,
    is_active,
    step,
)
from incident_management.domain.urgency import urgency_of, worse
from platform_contracts.vocabulary import IncidentStatus as S
from platform_contracts.vocabulary import Severity, Urgency

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_any_step_forward_out_of_open_is_an_acknowledgement() -> None:
    for target in list(S)[1:]:
        assert step(S.OPEN, target, Moments(), NOON).acknowledged_at == NOON


def test_each_moment_is_set_once() -> None:
    acknowledged = step(S.OPEN, S.ACKNOWLEDGED, Moments(), NOON)
    later = NOON + timedelta(hours=1)
    closed = step(S.ACKNOWLEDGED, S.CLOSED, acknowledged, later)
    assert closed == Moments(NOON, later, later)


def test_a_closed_incident_reopens_within_seven_days_only() -> None:
    assert allowed_steps(S.CLOSED, NOON, NOON + timedelta(days=7)) == [S.OPEN]
    assert allowed_steps(S.CLOSED, NOON, NOON + timedelta(days=7, seconds=1)) == []


def test_reopening_keeps_the_first_acknowledgement_and_forgets_the_end() -> None:
    moments = Moments(NOON, NOON, NOON)
    assert step(S.RESOLVED, S.OPEN, moments, NOON) == Moments(acknowledged_at=NOON)


def test_an_illegal_step_names_the_allowed_ones() -> None:
    with pytest.raises(IllegalStepError, match="mitigated cannot become open") as refused:
        step(S.MITIGATED, S.OPEN, Moments(NOON), NOON)
    assert refused.value.allowed == [S.RESOLVED, S.CLOSED]


@given(st.lists(st.sampled_from(list(S)), max_size=30))
def test_no_sequence_of_steps_breaks_the_moments(targets: list[S]) -> None:
    current, moments, now = S.OPEN, Moments(), NOON
    for target in targets:
        now += timedelta(minutes=1)
        try:
            moments = step(current, target, moments, now)
        except IllegalStepError:
            continue
        current = target
        assert (moments.resolved_at is not None) == (not is_active(current))
        assert (moments.closed_at is not None) == (current is S.CLOSED)
        assert current is S.OPEN or moments.acknowledged_at is not None


def test_urgency_follows_severity_and_the_worse_of_two_wins() -> None:
    assert [urgency_of(severity) for severity in Severity] == [
        Urgency.HIGH,
        Urgency.HIGH,
        Urgency.LOW,
        Urgency.LOW,
        Urgency.NONE,
    ]
    assert worse(Severity.LOW, Severity.CRITICAL) is Severity.CRITICAL
