"""Pages and cancellations to the messages that leave."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notification.domain.expansion import Cancelled, Notified, expand
from notification.domain.rules import QuietHours, Rule, Rules

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
RULES = Rules((Rule(0, "push"), Rule(10, "voice")))


def minutes(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def page(person: str = "ana", at: int = 0, level: int = 1) -> Notified:
    return Notified("i", person, level, "high", minutes(at))


def lines(*entries: Notified | Cancelled) -> list[str]:
    return [
        f"{(m.at - NOON).seconds // 60} {m.page.person} {m.channel} {m.page.level}"
        for m in expand(entries, lambda _person, _urgency: RULES)
    ]


def test_a_cancellation_drops_what_is_due_then_or_later() -> None:
    assert lines(page(), Cancelled("i", minutes(10))) == ["0 ana push 1"]
    assert lines(page(), Cancelled("i", NOON)) == []


def test_a_cancellation_of_another_incident_drops_nothing() -> None:
    assert len(lines(page(), Cancelled("other", NOON))) == 2


def test_a_page_after_the_cancellation_goes_out() -> None:
    assert lines(page(), Cancelled("i", NOON), page(level=2)) == ["0 ana push 2", "10 ana voice 2"]


def test_those_to_be_kept_keep_their_steps() -> None:
    kept = Cancelled("i", minutes(5), frozenset({"ana"}))
    assert lines(page(), page("bo"), kept) == ["0 ana push 1", "0 bo push 1", "10 ana voice 1"]


def test_the_same_channel_in_the_same_minute_is_used_once_for_the_older_page() -> None:
    rules = Rules((Rule(0, "voice"), Rule(10, "voice")))
    found = expand((page(), page(at=10, level=2)), lambda _person, _urgency: rules)
    assert [(m.at, m.page.level) for m in found] == [(NOON, 1), (minutes(10), 1), (minutes(20), 2)]


def test_in_quiet_hours_the_steps_begin_at_their_end() -> None:
    quiet = QuietHours(time(11), time(13), ZoneInfo("UTC"))
    rules = Rules((Rule(0, "push"), Rule(10, "voice")), quiet)
    found = expand((page(),), lambda _person, _urgency: rules)
    assert [(m.at, m.channel) for m in found] == [(minutes(60), "push"), (minutes(70), "voice")]
