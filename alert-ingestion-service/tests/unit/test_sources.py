"""Every sender's own vocabulary, and that no body, however strange, breaks a parser."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
import pytest
from hard_bodies import bodies_like
from hypothesis import given, settings
from hypothesis import strategies as st
from wire_samples import BODIES

from alert_ingestion.domain.alert import LONGEST_KEY, LONGEST_TITLE, NormalizedAlert
from alert_ingestion.domain.event import ChangeEvent, GroupResolved, Reply, ReplyAction
from alert_ingestion.sources import (
    SOURCES,
    Parsed,
    alertmanager,
    alertmanager_api,
    cloudwatch,
    datadog,
    email,
    github,
    gitlab,
    goalert,
    mapping,
    opsgenie,
    pagerduty,
    reading,
    sentry,
    sns,
    uptime_kuma,
    victorops,
    zabbix,
)
from alert_ingestion.sources.payload import InvalidPayloadError
from platform_contracts.vocabulary import Severity

HEADERS = {
    "sentry": ("event_alert", "metric_alert", "issue", ""),
    "github": ("workflow_run", "deployment_status", "release", "ping"),
}


def body(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def one(parsed: Any) -> NormalizedAlert:
    (alert,) = parsed
    assert isinstance(alert, NormalizedAlert)
    return alert


def test_a_truncated_group_that_is_over_closes_what_it_did_not_list() -> None:
    group = {"status": "resolved", "groupKey": "{}:{a=1}", "truncatedAlerts": 2}
    listed = {"status": "resolved", "labels": {"a": "1"}}
    parsed = alertmanager.parse(body(alerts=[listed], **group))
    assert parsed[-1] == GroupResolved("alertmanager", "alertmanager", "{}:{a=1}")
    firing = alertmanager.parse(body(alerts=[listed], **group | {"status": "firing"}))
    assert len(firing) == 1


def test_an_end_in_the_future_is_an_expiry_and_year_one_is_none() -> None:
    good, _ = alertmanager_api.parse(
        json.dumps(
            [
                {"labels": {"a": "b"}, "endsAt": "2026-03-02T10:04:00Z"},
                {"labels": {"a": "c"}, "endsAt": "0001-01-01T00:00:00Z"},
            ]
        ).encode()
    )
    assert good[0].expires_at == datetime(2026, 3, 2, 10, 4, tzinfo=UTC)
    assert good[1].expires_at is None


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("critical", Severity.CRITICAL),
        ("error", Severity.HIGH),
        ("warning", Severity.MEDIUM),
        ("info", Severity.LOW),
    ],
)
def test_pagerdutys_four_severities(word: str, severity: Severity) -> None:
    payload = {"summary": "s", "source": "x", "severity": word}
    posted = pagerduty.parse_event(body(routing_key="k", event_action="trigger", payload=payload))
    assert one([posted.event]).severity is severity
    assert len(posted.dedup_key) == 32


def test_a_runbook_is_found_in_the_text_that_alertmanager_sends() -> None:
    firing = "Annotations:\n - runbook_url = https://runbooks.example.com/disk\n - x = y"
    payload = {"summary": "s", "source": "x", "severity": "error"}
    event = body(
        routing_key="k",
        event_action="trigger",
        payload=payload | {"custom_details": {"firing": firing}},
    )
    found = one([pagerduty.parse_event(event).event])
    assert found.runbook_url == "https://runbooks.example.com/disk"


def test_opsgenie_cuts_a_long_message_and_keeps_it_whole_below() -> None:
    alert = one(opsgenie.parse(body(message="m" * 200)))
    assert (len(alert.title), alert.severity) == (130, Severity.MEDIUM)
    assert "m" * 200 in alert.description


@pytest.mark.parametrize(
    ("kind", "result"),
    [("CRITICAL", "firing"), ("RECOVERY", "resolved"), ("ACKNOWLEDGEMENT", "acknowledge")],
)
def test_victorops_kinds_of_message(kind: str, result: str) -> None:
    (event,) = victorops.parse(body(message_type=kind, entity_id="e"))
    found = event.action if isinstance(event, Reply) else event.status
    assert found == result


def test_goalert_takes_forms_and_closes() -> None:
    opened = one(goalert.parse(b"summary=Disk&details=full&dedup=d"))
    closed = one(goalert.parse(b"summary=Disk&action=close&dedup=d"))
    assert opened.is_firing
    assert (closed.fingerprint, closed.is_firing) == ("d", False)


def test_a_cloudwatch_tag_raises_the_severity() -> None:
    alarm = {"AlarmName": "cpu", "NewStateValue": "ALARM"}
    assert one(cloudwatch.parse(body(**alarm))).severity is Severity.HIGH
    tagged = {**alarm, "Tags": {"severity": "critical"}}
    assert one(cloudwatch.parse(body(**tagged))).severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("https://sns.us-east-1.amazonaws.com/x.pem", True),
        ("https://sns.cn-north-1.amazonaws.com.cn/x.pem", True),
        ("http://sns.us-east-1.amazonaws.com/x.pem", False),
        ("https://sns.us-east-1.amazonaws.com.evil.example/x.pem", False),
        ("https://evil.example/sns.us-east-1.amazonaws.com", False),
        ("https://sns.us-east-1.amazonaws.com@evil.example/", False),
        ("https://evil@sns.us-east-1.amazonaws.com/", False),
        ("https://sns.us-east-1.amazonaws.com:8443/", False),
        ("https://sns.169.254.169.254.amazonaws.com/", False),
        ("https://169.254.169.254/", False),
        ("https://[::1]/", False),
        ("https://[", False),
        (None, False),
    ],
)
def test_only_amazons_own_hosts_are_asked(address: Any, ours: bool) -> None:
    assert sns.is_amazons(address) is ours


def test_datadog_warnings_are_no_more_than_medium_and_prefixes_go() -> None:
    alert = one(
        datadog.parse(body(title="[Warn on {host:a}] CPU", transition="Warn", priority="P1"))
    )
    assert (alert.severity, alert.title) == (Severity.MEDIUM, "CPU")
    unset = one(datadog.parse(body(title="CPU", aggreg_key="$AGGREG_KEY", alert_id="7")))
    assert "$" not in unset.fingerprint


def test_zabbix_updates_acknowledge() -> None:
    update = body(event_id="7", event_value="1", update_status="1", ack_status="Yes", user="Ana")
    (reply,) = zabbix.parse(update)
    assert isinstance(reply, Reply)
    assert (reply.action, reply.by) == (ReplyAction.ACKNOWLEDGE, "Ana")
    assert not one(zabbix.parse(body(event_id="7", event_value="0"))).is_firing


def test_a_test_message_of_uptime_kuma_raises_nothing() -> None:
    assert uptime_kuma.parse(body(heartbeat=None, monitor=None, msg="Testing")) == []


def test_a_resolved_sentry_issue_closes_what_its_event_raised() -> None:
    event = {"action": "triggered", "data": {"event": {"issue_id": "1", "title": "E"}}}
    raised = one(sentry.parse(body(**event), {"sentry-hook-resource": "event_alert"}))
    issue = {"action": "resolved", "data": {"issue": {"id": "1"}}}
    over = one(sentry.parse(body(**issue), {"sentry-hook-resource": "issue"}))
    assert raised.fingerprint == over.fingerprint
    assert not over.is_firing


def test_deployments_are_changes_and_pings_nothing() -> None:
    deployed = body(
        deployment_status={"state": "success", "created_at": "2026-03-02T10:00:00Z"},
        deployment={"environment": "staging", "sha": "abc", "ref": "main"},
        repository={"full_name": "o/shop", "name": "shop"},
    )
    (change,) = github.parse(deployed, {"x-github-event": "deployment_status"})
    assert isinstance(change, ChangeEvent)
    assert (change.service, change.environment, change.revision) == ("shop", "staging", "abc")
    assert github.parse(b"{}", {"x-github-event": "ping"}) == []
    released = body(object_kind="release", action="create", tag="v1", project={})
    assert isinstance(gitlab.parse(released)[0], ChangeEvent)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-03-02T10:00:00.123456789Z", datetime(2026, 3, 2, 10, 0, 0, 123457, UTC)),
        ("2026-03-02T10:00:00.000+0000", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("2026-03-02 10:00:00.000", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        (1772445600, datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("1772445600000", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("yesterday", None),
        (True, None),
        ({}, None),
        (1e300, None),
    ],
)
def test_times_in_any_usual_spelling(value: Any, moment: datetime | None) -> None:
    found = reading.moment(value)
    if moment is None:
        assert found is None
    else:
        assert found is not None
        assert abs((found - moment).total_seconds()) < 0.001


def parsers() -> list[Any]:
    """Every parser, with a good body of its kind."""
    found: list[Any] = []
    for source, parse in SOURCES.items():
        sample = BODIES.get(source, {"Type": "Notification", "MessageId": "m", "TopicArn": "t"})
        for value in HEADERS.get(source, ("",)):
            headers = {"sentry-hook-resource": value, "x-github-event": value}

            def call(
                raw: bytes, parse: Any = parse, headers: dict[str, str] = headers
            ) -> list[Parsed]:
                return list(parse(raw, headers))

            found.append(pytest.param(call, sample, id=f"{source} {value}".strip()))
    templates = mapping.Mapping({"web_title": "{{ payload.a.b }}", "grouping_id": "{{ payload }}"})
    version_1 = {"service_key": "k", "event_type": "trigger", "description": "d", "details": "x"}
    change = {"routing_key": "k", "payload": {"summary": "s", "custom_details": {"sha": "a"}}}
    others: dict[str, tuple[Callable[[bytes], Sequence[Parsed]], Any]] = {
        "mapping": (partial(mapping.parse, mapping=templates), {"a": {"b": 1}}),
        "api": (lambda raw: alertmanager_api.parse(raw)[0], [{"labels": {"a": "b"}}]),
        "version 1": (lambda raw: [pagerduty.parse_v1(raw).event], version_1),
        "change": (lambda raw: [pagerduty.parse_change(raw).event], change),
    }
    found.extend(pytest.param(*values, id=name) for name, values in others.items())
    return found


PARSERS = parsers()


@pytest.mark.parametrize(("parse", "sample"), PARSERS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_body_breaks_a_parser(
    parse: Callable[[bytes], Sequence[Parsed]], sample: Any, data: st.DataObject
) -> None:
    raw = data.draw(bodies_like(sample))
    for event in parsed_or_nothing(parse, raw):
        check_storable(event)


def parsed_or_nothing(parse: Callable[[bytes], Sequence[Parsed]], raw: bytes) -> Sequence[Parsed]:
    """What a body says; nothing where it is refused, which is as good."""
    try:
        return parse(raw)
    except InvalidPayloadError:
        return []


def check_storable(event: Parsed) -> None:
    """What the database can hold, and what our own screens can show."""
    text = msgspec.json.encode(event, enc_hook=str).decode()
    assert "\\u0000" not in text.replace("\\\\", "")  # a NUL, not the letters that name it
    if isinstance(event, NormalizedAlert):
        assert 0 < len(event.title) <= LONGEST_TITLE
        assert 0 < len(event.fingerprint) <= LONGEST_KEY
        assert len(event.source_group or "") <= LONGEST_KEY
        assert 0 < len(event.service) <= reading.LONGEST_NAME
        assert all(isinstance(value, str) for value in event.labels.values())
        assert all(link["href"].startswith("http") for link in event.links)


@settings(max_examples=300, deadline=None)
@given(
    raw=st.binary(max_size=300)
    | st.lists(
        st.tuples(
            st.sampled_from(
                ["Subject", "From", "Date", "Content-Type", "Message-ID", "References", "To"]
            ),
            st.text(max_size=60),
        )
    ).map(
        lambda hs: "\r\n".join(f"{n}: {v}" for n, v in hs).encode("utf-8", "replace") + b"\r\n\r\nx"
    )
)
def test_no_mail_breaks_its_parser(raw: bytes) -> None:
    try:
        email.refuse_loops(email.read(raw), "example.com")
        events = email.parse(raw, {"dedup_pattern": r"\[(\w+)\]", "resolve_pattern": "OK"})
    except InvalidPayloadError:
        return
    for event in events:
        check_storable(event)
