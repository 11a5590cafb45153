"""The life of a delivery: every answer has one next step, and nothing else moves a delivery."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notification.domain import life
from notification.domain.result import Rejected, Result, Retry, Sent
from platform_contracts.vocabulary import DeliveryState, EscalationState, IncidentStatus

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
ENDS = NOW + timedelta(minutes=30)

seconds = st.integers(0, 7200).map(lambda n: timedelta(seconds=n))
results: st.SearchStrategy[Result] = st.one_of(
    st.builds(Sent, receipt_within=st.none() | seconds),
    st.builds(Retry, reason=st.just("later"), after=st.none() | seconds),
    st.builds(Rejected, reason=st.just("never")),
)


def after(result: Result, attempt: int = 1, fraction: float = 1.0) -> life.Next:
    return life.after(result, attempt=attempt, expires_at=ENDS, now=NOW, fraction=fraction)


@given(results, st.integers(1, 1000), st.floats(0, 1))
def test_every_answer_is_an_allowed_step_and_given_up_means_the_next_method(
    result: Result, attempt: int, fraction: float
) -> None:
    step = after(result, attempt, fraction)
    assert step.state in life.ALLOWED[DeliveryState.SENDING]
    assert step.state is not DeliveryState.SENDING
    if step.state in life.GIVEN_UP:
        assert step.fail_over
    if step.state is DeliveryState.RETRY:
        assert step.due_at is not None
        assert NOW < step.due_at < ENDS
    else:
        assert step.due_at is None


def test_a_refusal_uses_the_next_method_at_once() -> None:
    assert after(Rejected("550 no such mailbox")) == life.Next(
        DeliveryState.FAILED, "550 no such mailbox", fail_over=True
    )


def test_a_short_wait_is_waited_and_a_long_one_uses_the_next_method_as_well() -> None:
    short = after(Retry("429", after=timedelta(seconds=30)))
    assert (short.due_at, short.fail_over) == (NOW + timedelta(seconds=30), False)
    long = after(Retry("429", after=timedelta(seconds=61)))
    assert (long.state, long.due_at, long.fail_over) == (
        DeliveryState.RETRY,
        NOW + timedelta(seconds=61),
        True,
    )


def test_a_provider_that_fails_three_times_is_not_relied_on_alone() -> None:
    tries = [after(Retry("no answer"), attempt).fail_over for attempt in (1, 2, 3, 4)]
    assert tries == [False, False, True, True]


def test_what_cannot_be_sent_in_time_expires() -> None:
    step = after(Retry("429", after=timedelta(minutes=30)))
    assert (step.state, step.fail_over) == (DeliveryState.EXPIRED, True)


def test_a_receipt_is_waited_for_where_the_provider_gives_one() -> None:
    step = after(Sent("SM1", timedelta(minutes=2)))
    assert step.receipt_due_at == NOW + timedelta(minutes=2)
    assert after(Sent("ok")).receipt_due_at is None


OPEN, ACK, WORK = IncidentStatus.OPEN, IncidentStatus.ACKNOWLEDGED, IncidentStatus.INVESTIGATING
DONE = EscalationState.ACKNOWLEDGED
PAGING = EscalationState.TRIGGERED


@pytest.mark.parametrize(
    ("status", "cycle", "escalation", "page_cycle", "over"),
    [
        (OPEN, 1, PAGING, 1, False),
        (ACK, 1, DONE, 1, True),
        (WORK, 1, DONE, 1, True),
        (WORK, 2, PAGING, 2, False),
        (WORK, 2, PAGING, 1, True),
        (WORK, 1, DONE, 2, False),
        (ACK, 1, EscalationState.SNOOZED, 1, True),
        (OPEN, 2, PAGING, 1, False),
        (IncidentStatus.RESOLVED, 1, EscalationState.STOPPED, 2, True),
        (IncidentStatus.CLOSED, 1, None, 1, True),
    ],
)
def test_a_page_is_over_when_its_paging_was_answered(
    status: IncidentStatus,
    cycle: int,
    escalation: EscalationState,
    page_cycle: int,
    over: bool,
) -> None:
    """A paging that began after the answer pages again, whatever the status."""
    assert life.is_over(status, cycle, escalation, page_cycle) is over
