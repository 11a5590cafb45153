"""Silences, inhibition and pauses: the verdict, its reason, and when it is looked at again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alert_builders import NOON, Story, an_alert, resolved, told

from alert_ingestion.domain.event import Due
from alert_ingestion.domain.matchers import (
    Matcher,
    MatcherError,
    matches_all,
    matches_empty,
    parse_matcher,
    parse_matchers,
)
from alert_ingestion.domain.suppression import Inhibition, NoiseRules, Pause, Silence, Verdict
from platform_contracts.vocabulary import Correlation
from platform_kit.ids import new_id


def silence(text: str, **changes: Any) -> Silence:
    """An hour's silence from noon."""
    values: dict[str, Any] = {
        "id": new_id(),
        "matchers": tuple(parse_matchers(text)),
        "starts_at": NOON,
        "ends_at": NOON + timedelta(hours=1),
        "created_by": "avery",
        **changes,
    }
    return Silence(**values)


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ('a="b"', {"a": "b"}, True),
        ('a="b"', {"a": "bc"}, False),
        ('a=~"b.*"', {"a": "bc"}, True),
        ('a=~"b"', {"a": "bc"}, False),
        ('a!="b"', {}, True),
        ('a!~"b|c"', {"a": "c"}, False),
        ('a=""', {}, True),
        ("{a=b, c=~'x'}", {"a": "b", "c": "'x'"}, True),
    ],
)
def test_matchers_mean_what_they_mean_in_alertmanager(
    text: str, labels: dict[str, str], expected: bool
) -> None:
    assert matches_all(parse_matchers(text), labels) is expected


@pytest.mark.parametrize("text", ["", "=", "a", 'a=~"("', 'a=~"(?<n>x)\\1"'])
def test_what_is_no_matcher_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(MatcherError):
        parse_matcher(text)


def test_a_matcher_survives_its_own_text() -> None:
    matcher = Matcher("path", 'say "hi"\n\\', is_regex=False)
    assert parse_matcher(str(matcher)) == matcher


def test_a_pattern_that_explodes_elsewhere_is_answered_at_once() -> None:
    matcher = Matcher("a", "(a+)+b", is_regex=True)
    assert not matcher.matches({"a": "a" * 50_000})


def test_matchers_that_hold_for_nothing_would_hide_everything() -> None:
    assert matches_empty(parse_matchers('a=~".*"'))
    assert not matches_empty(parse_matchers('a=~".*", b="c"'))
    assert not matches_all((), {"a": "b"})


def test_a_silenced_alert_is_stored_with_its_reason_and_pages_when_it_outlasts_the_silence() -> (
    None
):
    story = Story(rules=NoiseRules([silence('service="payment-api"', comment="deploy")]))
    held = story.one(an_alert())
    assert held.correlation is Correlation.NONE
    assert held.reason == "silenced until 2026-03-02 13:00 UTC by avery: deploy"
    assert told(story)["opened"] == []
    assert story.one(an_alert()).reason == "repeat 2 of a firing alert, silenced"
    story.wait(minutes=30)
    assert story.one(Due(an_alert())).reason == "nothing is due"
    story.wait(minutes=31)
    paged = story.one(Due(an_alert()))
    assert paged.correlation is Correlation.NEW
    assert story.plan is not None
    (change,) = story.plan.changes.values()
    assert [entry["what"] for entry in change.history] == ["delivered"]
    assert change.verdict_reason == "was silenced, still fires"


def test_a_silenced_alert_that_ends_never_pages() -> None:
    story = Story(rules=NoiseRules([silence('service="payment-api"')]))
    story.one(an_alert())
    story.one(resolved())
    assert told(story) == {"opened": [], "attached": [], "resolved": []}
    story.wait(hours=2)
    assert story.one(Due(an_alert())).reason == "it does not fire any more"


def test_of_two_silences_the_longer_one_counts() -> None:
    longer = silence('team="x"', ends_at=NOON + timedelta(hours=3))
    story = Story(rules=NoiseRules([silence('service="payment-api"'), longer]))
    story.one(an_alert(labels={"team": "x"}))
    assert story.states["generic", "one"].recheck_at == NOON + timedelta(hours=3)
    assert story.states["generic", "one"].verdict_rule == longer.id


def test_a_recurring_silence_keeps_its_wall_time_over_both_changes_of_the_clock() -> None:
    nights = silence(
        'a="b"',
        starts_at=datetime(2026, 1, 5, 21, 0, tzinfo=UTC),  # 22:00 in Berlin
        ends_at=datetime(2027, 1, 5, tzinfo=UTC),
        recurrence="FREQ=DAILY",
        time_zone="Europe/Berlin",
        window=timedelta(hours=8),
    )
    winter = datetime(2026, 1, 10, 21, 0, tzinfo=UTC)
    assert nights.active_until(winter - timedelta(seconds=1)) is None
    assert nights.active_until(winter) == datetime(2026, 1, 11, 5, 0, tzinfo=UTC)
    summer = datetime(2026, 7, 10, 20, 0, tzinfo=UTC)
    assert nights.active_until(summer - timedelta(seconds=1)) is None
    assert nights.active_until(summer) == datetime(2026, 7, 11, 4, 0, tzinfo=UTC)
    spring = datetime(2026, 3, 28, 21, 0, tzinfo=UTC)  # the night has seven hours
    assert nights.active_until(spring) == datetime(2026, 3, 29, 4, 0, tzinfo=UTC)
    autumn = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # and this one nine
    assert nights.active_until(autumn) == datetime(2026, 10, 25, 5, 0, tzinfo=UTC)


def test_a_window_that_begins_in_the_gap_begins_when_the_gap_ends() -> None:
    early = silence(
        'a="b"',
        starts_at=datetime(2026, 3, 1, 1, 30, tzinfo=UTC),  # 02:30 in Berlin
        ends_at=datetime(2027, 1, 1, tzinfo=UTC),
        recurrence="FREQ=WEEKLY;BYDAY=SU",
        time_zone="Europe/Berlin",
        window=timedelta(hours=1),
    )
    gap_ends = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert early.active_until(gap_ends - timedelta(seconds=1)) is None
    assert early.active_until(gap_ends) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def node_rule() -> Inhibition:
    """While a node is down, whatever runs on it is held back."""
    return Inhibition(
        id=new_id(),
        name="node down",
        source=tuple(parse_matchers('alertname="NodeDown"')),
        target=tuple(parse_matchers('alertname!="NodeDown"')),
        equal=("node",),
    )


def test_a_target_is_held_while_its_source_fires_and_pages_if_it_outlasts_it() -> None:
    story = Story(rules=NoiseRules(inhibitions=[node_rule()]))
    story.one(an_alert("source", labels={"alertname": "NodeDown", "node": "n1"}))
    target = an_alert("target", labels={"alertname": "Slow", "node": "n1"})
    held = story.one(target)
    assert held.reason == "inhibited by the rule node down (node=n1)"
    elsewhere = an_alert("elsewhere", labels={"alertname": "Slow", "node": "n2"})
    assert story.one(elsewhere).correlation is not Correlation.NONE
    story.wait(seconds=20)
    assert story.one(Due(target)).reason.startswith("inhibited")
    story.one(resolved("source", labels={"alertname": "NodeDown", "node": "n1"}))
    story.wait(seconds=20)
    assert story.one(Due(target)).incident_id is not None


def test_an_alert_never_inhibits_itself() -> None:
    rule = Inhibition(
        id=new_id(),
        name="both",
        source=tuple(parse_matchers('severity="critical"')),
        target=tuple(parse_matchers('severity=~".+"')),
        equal=(),
    )
    story = Story(rules=NoiseRules(inhibitions=[rule]))
    assert story.one(an_alert()).correlation is Correlation.NEW
    assert story.one(an_alert("another critical one")).correlation is Correlation.EXISTING


def test_a_paused_alert_that_ends_in_time_never_pages_and_one_that_stays_does() -> None:
    rule = Pause(
        new_id(), "short ones", tuple(parse_matchers('service="payment-api"')), timedelta(minutes=3)
    )
    story = Story(rules=NoiseRules(pauses=[rule]))
    story.take(an_alert("short"), an_alert("long"))
    story.wait(minutes=2)
    story.one(resolved("short"))
    story.wait(minutes=2)
    assert story.one(Due(an_alert("long"))).correlation is Correlation.NEW
    assert story.states["generic", "short"].verdict is Verdict.PAUSED


def test_when_one_hold_ends_another_may_begin() -> None:
    pause = Pause(
        new_id(), "wait", tuple(parse_matchers('service="payment-api"')), timedelta(minutes=1)
    )
    later = silence('service="payment-api"', starts_at=NOON + timedelta(seconds=30))
    story = Story(rules=NoiseRules([later], pauses=[pause]))
    assert story.one(an_alert()).reason.startswith("paused")
    story.wait(minutes=2)
    assert story.one(Due(an_alert())).reason.startswith("silenced")
    assert story.plan is not None
    (change,) = story.plan.changes.values()
    assert [entry["what"] for entry in change.history] == ["silenced"]
