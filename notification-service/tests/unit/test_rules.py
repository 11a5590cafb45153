"""A person's rules to deliveries."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notification_builders import a_page

from notification.domain.backoff import back_off
from notification.domain.rules import (
    NO_RULES,
    Method,
    QuietHours,
    Rule,
    Rules,
    after_quiet,
    plan,
)
from notification.domain.text import page_text, page_values
from platform_contracts.vocabulary import Channel

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
MAIL, HOOK = Method(Channel.EMAIL, "a@b"), Method(Channel.WEBHOOK, "https://x")
ALL = frozenset(Channel)


def test_without_rules_every_usable_method_is_used_at_once() -> None:
    planned = plan(NO_RULES, [MAIL, HOOK], ALL - {Channel.WEBHOOK}, NOON)
    assert [(p.method, p.due_at) for p in planned] == [(MAIL, NOON)]


def test_rules_say_when_each_channel_is_used() -> None:
    rules = Rules((Rule(5, Channel.EMAIL), Rule(0, Channel.WEBHOOK)))
    planned = plan(rules, [MAIL, HOOK], ALL, NOON)
    assert [(p.method, p.due_at) for p in planned] == [
        (HOOK, NOON),
        (MAIL, NOON + timedelta(minutes=5)),
    ]


def test_a_page_is_never_lost_to_a_rule_for_a_missing_method() -> None:
    planned = plan(Rules((Rule(5, Channel.WEBHOOK),)), [MAIL], ALL, NOON)
    assert [(p.method, p.due_at) for p in planned] == [(MAIL, NOON)]


def test_the_same_method_in_the_same_minute_is_used_once() -> None:
    rules = Rules((Rule(0, Channel.EMAIL), Rule(0, Channel.EMAIL)))
    assert len(plan(rules, [MAIL, MAIL], ALL, NOON)) == 1


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_the_wait_is_never_longer_than_a_minute(attempt: int, fraction: float) -> None:
    assert timedelta(seconds=0.5) <= back_off(attempt, fraction) <= timedelta(seconds=60)


def test_the_subject_is_one_line_whatever_the_title_holds() -> None:
    page = a_page(number=7, title="Disk\r\nBcc: everybody@example.com")
    text = page_text(page_values(page, "https://oncall.example.com/", "en"))
    assert "\n" not in text.subject
    assert text.link == "https://oncall.example.com/incidents/7"


SEOUL = QuietHours(time(22), time(7), ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-02T12:59:00+00:00", "2026-11-02T12:59:00+00:00"),
        ("2026-11-02T13:00:00+00:00", "2026-11-02T22:00:00+00:00"),
        ("2026-11-02T21:59:00+00:00", "2026-11-02T22:00:00+00:00"),
        ("2026-11-02T22:00:00+00:00", "2026-11-02T22:00:00+00:00"),
    ],
)
def test_quiet_hours_over_midnight_end_on_the_persons_own_clock(at: str, then: str) -> None:
    assert after_quiet(datetime.fromisoformat(at), SEOUL) == datetime.fromisoformat(then)


def test_quiet_hours_move_every_step_of_a_page() -> None:
    rules = Rules((Rule(0, Channel.EMAIL), Rule(5, Channel.WEBHOOK)), SEOUL)
    begins = datetime(2026, 11, 2, 22, tzinfo=UTC)
    planned = plan(rules, [MAIL, HOOK], ALL, datetime(2026, 11, 2, 14, tzinfo=UTC))
    assert [p.due_at for p in planned] == [begins, begins + timedelta(minutes=5)]


def test_a_method_that_is_not_verified_is_used_only_where_no_other_is() -> None:
    unproven = Method(Channel.WEBHOOK, "https://x", verified=False)
    assert [p.method for p in plan(NO_RULES, [MAIL, unproven], ALL, NOON)] == [MAIL]
    assert [p.method for p in plan(NO_RULES, [unproven], ALL, NOON)] == [unproven]


def test_a_page_in_korean_says_the_same() -> None:
    text = page_text(page_values(a_page(severity="high"), "https://x", "ko"))
    assert text.subject == "[높음] INC-42 payment-api: Error rate above 5 %"
    assert "1단계" in text.body
