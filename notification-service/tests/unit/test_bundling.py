"""Storms: few messages, every incident in one of them, the oldest first."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notification.domain.bundling import BURST, EVERY, arrange, full, name_ranges

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_few_pages_are_messages_of_their_own() -> None:
    plan = arrange(3, full(NOON), NOON)
    assert (plan.alone, plan.bundled, plan.wait_until) == (3, False, None)


def test_the_last_message_of_the_budget_names_all_that_wait() -> None:
    plan = arrange(2000, full(NOON), NOON)
    assert (plan.alone, plan.bundled) == (BURST - 1, True)


def test_without_budget_they_wait_for_the_next_message() -> None:
    spent = arrange(2000, full(NOON), NOON).budget
    plan = arrange(7, spent, NOON + timedelta(seconds=20))
    assert (plan.alone, plan.bundled, plan.wait_until) == (0, False, NOON + EVERY)
    later = arrange(7, plan.budget, NOON + EVERY)
    assert (later.alone, later.bundled) == (0, True)


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(1, 90)), max_size=60))
def test_messages_are_bounded_and_nothing_waits_longer_than_a_minute(
    arrivals: list[tuple[int, int]],
) -> None:
    now, budget, waiting, messages = NOON, full(NOON), 0, 0
    for number, seconds in arrivals:
        now += timedelta(seconds=seconds)
        waiting += number
        plan = arrange(waiting, budget, now)
        budget = plan.budget
        messages += plan.alone + plan.bundled
        if plan.wait_until:
            assert now < plan.wait_until <= now + EVERY
        else:
            waiting = 0
    assert messages <= BURST + (now - NOON) / EVERY


def test_many_numbers_are_named_in_few_words() -> None:
    assert name_ranges([4, 9, 8, 7, 12, 13]) == "INC-4, 7-9, 12-13"
