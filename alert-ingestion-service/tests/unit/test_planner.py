"""The life of an alert: fired, repeated, reordered, flapping, expired, resolved, held back."""

from datetime import timedelta

from alert_builders import NOON, Story, an_alert, resolved, told

from alert_ingestion.domain.event import Due, GroupResolved, Reply, ReplyAction
from platform_contracts.vocabulary import Correlation, Severity


def test_the_first_opens_and_its_repeat_is_only_counted() -> None:
    story = Story()
    first = story.one(an_alert())
    assert first.correlation is Correlation.NEW
    again = story.one(an_alert())
    assert (again.alert_id, again.count) == (first.alert_id, 2)
    assert again.incident_id == first.incident_id
    assert told(story) == {"opened": [], "attached": [], "resolved": []}
    assert story.plan is not None
    assert not story.plan.changes


def test_a_repeat_that_says_more_is_written_and_a_worse_one_is_told() -> None:
    story = Story()
    first = story.one(an_alert(severity=Severity.LOW))
    story.one(an_alert(severity=Severity.LOW, description="now with details"))
    assert told(story)["attached"] == []
    assert story.plan is not None
    (change,) = story.plan.changes.values()
    assert change.rewritten
    story.one(an_alert(severity=Severity.CRITICAL))
    assert told(story)["attached"] == [first.incident_id]


def test_a_resolve_is_told_once_and_its_repeats_are_nothing_new() -> None:
    story = Story()
    first = story.one(an_alert())
    over = story.one(resolved())
    assert over.alert_id == first.alert_id
    assert told(story)["resolved"] == [first.incident_id]
    again = story.one(resolved())
    assert again.reason == "already resolved"
    assert told(story)["resolved"] == []


def test_firing_again_after_a_resolve_is_a_new_alert() -> None:
    story = Story(strategy="source")
    first = story.one(an_alert())
    story.one(resolved())
    story.close(first.incident_id)
    again = story.one(an_alert())
    assert again.alert_id != first.alert_id
    assert again.incident_id != first.incident_id
    assert again.correlation is Correlation.NEW


def test_a_firing_that_was_overtaken_by_its_resolve_stays_resolved() -> None:
    story = Story()
    began, ended = NOON - timedelta(minutes=3), NOON - timedelta(minutes=1)
    story.one(resolved(starts_at=began, ends_at=ended))
    late = story.one(an_alert(starts_at=began))
    assert late.reason == "older than its own resolve"
    assert not story.states["generic", "one"].firing
    assert told(story)["opened"] == []


def test_a_tombstone_holds_for_five_minutes() -> None:
    story = Story()
    story.one(resolved(ends_at=NOON))
    story.wait(minutes=6)
    assert story.one(an_alert(starts_at=NOON)).correlation is Correlation.NEW


def test_a_new_firing_after_the_resolve_is_not_late() -> None:
    story = Story()
    story.one(resolved(ends_at=NOON))
    assert story.one(an_alert(starts_at=NOON + timedelta(seconds=1))).correlation is Correlation.NEW


def test_a_late_resolve_of_an_earlier_firing_changes_nothing() -> None:
    story = Story()
    story.one(an_alert(starts_at=NOON))
    late = story.one(resolved(ends_at=NOON - timedelta(minutes=10)))
    assert late.reason == "resolves an earlier firing"
    assert story.states["generic", "one"].firing


def test_fire_and_resolve_in_one_batch_end_resolved() -> None:
    story = Story()
    story.take(an_alert(), resolved())
    assert not story.states["generic", "one"].firing
    said = told(story)
    assert said["opened"] == said["resolved"]


def test_what_still_fires_when_its_incident_is_over_goes_to_a_new_one() -> None:
    story = Story()
    first = story.one(an_alert())
    story.close(first.incident_id)
    again = story.one(an_alert())
    assert again.alert_id == first.alert_id
    assert again.incident_id != first.incident_id
    assert story.plan is not None
    (change,) = story.plan.changes.values()
    assert change.previous_incident == first.incident_id


def test_a_flapping_alert_pages_once_and_resolves_when_it_is_quiet() -> None:
    story = Story(strategy="source")
    opened: set[object] = set()
    for _ in range(3):
        opened.add(story.one(an_alert()).incident_id)
        story.wait(seconds=30)
        story.close(story.one(resolved()).incident_id)
        story.wait(seconds=30)
    fourth = story.one(an_alert())
    held = story.one(resolved())
    assert held.reason.startswith("flapping")
    assert story.states["generic", "one"].firing
    for _ in range(10):
        story.wait(seconds=30)
        assert story.one(an_alert()).incident_id == fourth.incident_id
        story.one(resolved())
        assert told(story) == {"opened": [], "attached": [], "resolved": []}
    story.wait(minutes=4)
    assert story.one(Due(an_alert())).reason == "nothing is due"
    story.wait(minutes=2)
    quiet = story.one(Due(an_alert()))
    assert quiet.reason.startswith("flapping, quiet since")
    assert told(story)["resolved"] == [fourth.incident_id]


def test_an_alert_whose_sender_is_silent_resolves_by_itself() -> None:
    story = Story()
    first = story.one(an_alert(expires_at=NOON + timedelta(minutes=4)))
    story.wait(minutes=3)
    story.one(an_alert(expires_at=NOON + timedelta(minutes=7)))
    story.wait(minutes=2)
    assert story.one(Due(an_alert())).reason == "nothing is due"
    story.wait(minutes=3)
    assert "silent since 12:03" in story.one(Due(an_alert())).reason
    assert told(story)["resolved"] == [first.incident_id]


def test_an_integration_may_say_how_long_its_alerts_live() -> None:
    story = Story()
    story.one(an_alert(), resolve_after=timedelta(minutes=10))
    story.wait(minutes=11)
    story.one(Due(an_alert()))
    assert not story.states["generic", "one"].firing


def test_an_alert_that_comes_expired_is_resolved() -> None:
    story = Story()
    story.one(an_alert(expires_at=NOON + timedelta(minutes=1)))
    story.wait(minutes=2)
    story.one(an_alert(expires_at=NOON + timedelta(minutes=1)))
    assert not story.states["generic", "one"].firing


def test_a_whole_group_resolves_with_members_that_were_not_listed() -> None:
    story = Story(strategy="source")
    names = ("a", "b", "hidden")
    first = story.take(*(an_alert(name, source_group="g") for name in names))
    other = story.one(an_alert("other", source_group="another"))
    story.take(
        resolved("a", source_group="g"),
        resolved("b", source_group="g"),
        GroupResolved("generic", "generic", "g"),
    )
    assert not any(story.states["generic", name].firing for name in names)
    assert story.states["generic", "other"].firing
    assert told(story)["resolved"] == [first[0].incident_id]
    assert other.incident_id != first[0].incident_id


def test_a_reply_reaches_the_incident_of_its_alert_or_nothing() -> None:
    story = Story()
    first = story.one(an_alert())
    story.one(Reply("pagerduty", "generic", "one", ReplyAction.ACKNOWLEDGE))
    assert story.plan is not None
    assert [incident for incident, _ in story.plan.replies] == [first.incident_id]
    unknown = story.one(Reply("pagerduty", "generic", "unknown", ReplyAction.ACKNOWLEDGE))
    assert unknown.alert_id is None
    assert not story.plan.replies
