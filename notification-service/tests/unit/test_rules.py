"""A person's rules to deliveries."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from notification_builders import a_page

from notification.domain.backoff import back_off
from notification.domain.rules import Method, Rule, plan
from notification.domain.text import page_text
from platform_contracts.vocabulary import Channel

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
MAIL, HOOK = Method(Channel.EMAIL, "a@b"), Method(Channel.WEBHOOK, "https://x")
ALL = frozenset(Channel)


def test_without_rules_every_usable_method_is_used_at_once() -> None:
    planned = plan([], [MAIL, HOOK], ALL - {Channel.WEBHOOK}, NOON)
    assert [(p.method, p.due_at) for p in planned] == [(MAIL, NOON)]


def test_rules_say_when_each_channel_is_used() -> None:
    rules = [Rule(5, Channel.EMAIL), Rule(0, Channel.WEBHOOK)]
    planned = plan(rules, [MAIL, HOOK], ALL, NOON)
    assert [(p.method, p.due_at) for p in planned] == [
        (HOOK, NOON),
        (MAIL, NOON + timedelta(minutes=5)),
    ]


def test_a_page_is_never_lost_to_a_rule_for_a_missing_method() -> None:
    planned = plan([Rule(5, Channel.WEBHOOK)], [MAIL], ALL, NOON)
    assert [(p.method, p.due_at) for p in planned] == [(MAIL, NOON)]


def test_the_same_method_in_the_same_minute_is_used_once() -> None:
    rules = [Rule(0, Channel.EMAIL), Rule(0, Channel.EMAIL)]
    assert len(plan(rules, [MAIL, MAIL], ALL, NOON)) == 1


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_the_wait_is_never_longer_than_a_minute(attempt: int, fraction: float) -> None:
    assert timedelta(seconds=0.5) <= back_off(attempt, fraction) <= timedelta(seconds=60)


def test_the_subject_is_one_line_whatever_the_title_holds() -> None:
    page = a_page(number=7, title="Disk\r\nBcc: everybody@example.com")
    text = page_text(page, "https://oncall.example.com/")
    assert "\n" not in text.subject
    assert text.link == "https://oncall.example.com/incidents/7"
