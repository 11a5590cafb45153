"""Vendors' own client libraries, unchanged: only the address they talk to is ours."""

import smtplib
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from client_world import GENIE_KEY, MAIL_DOMAIN, ROUTING_KEY, Script, World
from tls_door import TlsDoor

from platform_local.ports import pick_free
from platform_local.trial import wait_for

pytestmark = pytest.mark.e2e

PAGERDUTY = """
import pagerduty, datetime, os
client = pagerduty.EventsApiV2Client(os.environ["KEY"], base_url=os.environ["URL"])
dedup = client.trigger("Disk at 99 %", "db-1", dedup_key=os.environ["DEDUP"], severity="critical",
                       custom_details={"free": "1 %"})
assert dedup == os.environ["DEDUP"], dedup
{then}
print(dedup)
"""
PAGERDUTY_BAD = """
import pagerduty, os
client = pagerduty.EventsApiV2Client("f" * 32, base_url=os.environ["URL"])
try:
    client.trigger("x", "y")
except pagerduty.HttpError as error:
    print(error.response.status_code, error.response.json()["status"])
"""
PDPYRAS = """
import pdpyras, os
session = pdpyras.EventsAPISession(os.environ["KEY"])
session.url = os.environ["URL"]
dedup = session.trigger("Disk at 99 %", "db-1", dedup_key=os.environ["DEDUP"])
session.acknowledge(dedup)
session.resolve(dedup)
changes = pdpyras.ChangeEventsAPISession(os.environ["KEY"])
changes.url = os.environ["URL"]
changes.submit("Deploy " + os.environ["DEDUP"], source="ci")
print(dedup)
"""
OPSGENIE = """
import opsgenie_sdk, os, time
conf = opsgenie_sdk.configuration.Configuration()
conf.api_key["Authorization"] = os.environ["KEY"]
conf.host = os.environ["URL"]
api = opsgenie_sdk.AlertApi(opsgenie_sdk.ApiClient(configuration=conf))
alias = os.environ["DEDUP"]
made = api.create_alert(opsgenie_sdk.CreateAlertPayload(
    message="Disk full", alias=alias, priority="P1", tags=["disk"], details={"k": "v"},
    responders=[{"name": "ops", "type": "team"}]))
status = api.get_request_status(made.request_id)
assert status.data.is_success and status.data.alias == alias, status
by = dict(identifier=alias, identifier_type="alias")
one = api.get_alert(**by).data
assert (one.message, one.status, one.priority) == ("Disk full", "open", "P1"), one
api.acknowledge_alert(**by, acknowledge_alert_payload=opsgenie_sdk.AcknowledgeAlertPayload(
    user="ana", note="on it"))
for _ in range(150):
    if api.get_alert(**by).data.acknowledged:
        break
    time.sleep(0.2)
else:
    raise SystemExit("not acknowledged")
api.add_note(**by, add_note_to_alert_payload=opsgenie_sdk.AddNoteToAlertPayload(note="seen"))
api.add_tags(**by, add_tags_to_alert_payload=opsgenie_sdk.AddTagsToAlertPayload(tags=["prod"]))
api.update_alert_priority(**by, update_alert_priority_payload=
    opsgenie_sdk.UpdateAlertPriorityPayload(priority="P2"))
api.list_logs(**by); api.list_notes(**by); api.list_recipients(**by)
assert alias in [a.alias for a in api.list_alerts(query="status: open").data]
assert api.count_alerts(query="status: open").data.count >= 1
heartbeats = opsgenie_sdk.HeartbeatApi(opsgenie_sdk.ApiClient(configuration=conf))
print(heartbeats.ping("cron-1").result)
if os.environ["CLOSE"]:
    api.close_alert(**by)
"""
SNS = """
import boto3, json, os
sns = boto3.client("sns", endpoint_url=os.environ["MOTO"], region_name="us-east-1",
                   aws_access_key_id="x", aws_secret_access_key="x")
topic = sns.create_topic(Name="alarms")["TopicArn"]
sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=os.environ["URL"])
for state in os.environ["STATES"].split():
    alarm = {"AlarmName": os.environ["DEDUP"], "AlarmArn": "arn:" + os.environ["DEDUP"],
             "NewStateValue": state, "NewStateReason": "Threshold crossed",
             "StateChangeTime": "2026-03-02T10:00:00.000+0000"}
    sns.publish(TopicArn=topic, Message=json.dumps(alarm), Subject="ALARM")
"""


def unique(text: str) -> str:
    """A dedup key of this run's own."""
    return f"{text}-{uuid4().hex[:8]}"


def tls(door: TlsDoor) -> dict[str, str]:
    """The environment that makes a client trust the door."""
    return {"SSL_CERT_FILE": str(door.certificate), "REQUESTS_CA_BUNDLE": str(door.certificate)}


def test_pagerduty_triggers_acknowledges_and_resolves(
    world: World, door: TlsDoor, run_client: Script
) -> None:
    world.integration("pagerduty", key=ROUTING_KEY)
    known = {"KEY": ROUTING_KEY, "URL": door.url, "DEDUP": unique("srv/disk"), **tls(door)}
    run_client(PAGERDUTY.replace("{then}", "client.acknowledge(dedup)"), **known)
    alert = world.alert_of(known["DEDUP"], "firing")
    assert (alert["severity"], alert["title"]) == ("critical", "Disk at 99 %")
    world.incident_of(alert, "acknowledged")
    run_client(PAGERDUTY.replace("{then}", "client.resolve(dedup)"), **known)
    world.alert_of(known["DEDUP"], "resolved")
    world.incident_of(alert, "resolved")


def test_pagerdutys_command_line_triggers_and_resolves(
    world: World, door: TlsDoor, clients: str
) -> None:
    world.integration("pagerduty", key=ROUTING_KEY)
    key = unique("cli/disk")
    command = [str(Path(clients).parent / "pagerduty"), "-k", ROUTING_KEY, "-i", key]
    told = ["--base-url", door.url, "--description", "Disk", "--source", "db-1"]
    for action, status in (("trigger", "firing"), ("resolve", "resolved")):
        subprocess.run([*command, *told, action], env=tls(door), check=True, timeout=60)
        world.alert_of(key, status)


def test_pagerduty_hears_of_an_unknown_key_at_once(
    world: World, door: TlsDoor, run_client: Script
) -> None:
    assert run_client(PAGERDUTY_BAD, URL=door.url, **tls(door)) == "400 invalid event"


def test_pdpyras_triggers_resolves_and_tells_of_changes(world: World, run_client: Script) -> None:
    world.integration("pagerduty", key=ROUTING_KEY)
    key = unique("old/disk")
    assert run_client(PDPYRAS, KEY=ROUTING_KEY, URL=world.gateway, DEDUP=key) == key
    alert = world.alert_of(key, "resolved")
    world.incident_of(alert, "resolved")
    changes = world.admin.get("/api/v1/changes").json()["items"]
    assert f"Deploy {key}" in [change["summary"] for change in changes]


def test_the_opsgenie_sdk_does_all_it_does_to_an_alert(world: World, run_client: Script) -> None:
    world.integration("opsgenie", key=GENIE_KEY)
    known = {"KEY": GENIE_KEY, "URL": world.gateway, "DEDUP": unique("db-1/disk")}
    assert run_client(OPSGENIE, CLOSE="", **known).startswith("PONG")
    alert = world.alert_of(known["DEDUP"], "firing")
    assert alert["severity"] == "high"
    world.incident_of(alert, "acknowledged")
    run_client(OPSGENIE, CLOSE="1", **known)
    world.alert_of(known["DEDUP"], "resolved")
    world.incident_of(alert, "resolved")


@pytest.fixture
def moto(clients: str, tmp_path: Path) -> Iterator[str]:
    """moto's server, as AWS."""
    port = pick_free()
    program = Path(clients).parent / "moto_server"
    with (tmp_path / "moto.log").open("wb") as log:
        process = subprocess.Popen(
            [str(program), "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: httpx.get(f"{address}/moto-api/").is_success, what="moto")
        yield address
    finally:
        process.terminate()
        process.wait(20)


def test_cloudwatch_alarms_come_through_sns(world: World, run_client: Script, moto: str) -> None:
    url = world.integration("sns")["url"]
    key = unique("cpu")
    run_client(SNS, MOTO=moto, URL=url, DEDUP=key, STATES="ALARM")
    alert = world.alert_of(f"arn:{key}", "firing")
    assert (alert["severity"], alert["title"]) == ("high", key)
    run_client(SNS, MOTO=moto, URL=url, DEDUP=key, STATES="OK")
    world.incident_of(world.alert_of(f"arn:{key}", "resolved"), "resolved")


def test_a_mail_program_raises_and_resolves_an_alert(world: World) -> None:
    rules: dict[str, Any] = {"dedup_pattern": r"\[([^\]]+)\]", "resolve_pattern": "^OK"}
    address = world.integration("email", email=rules)["email_address"]
    assert address.endswith(MAIL_DOMAIN)
    key = unique("mail")
    for subject in (f"PROBLEM [{key}] disk", f"OK [{key}] disk"):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "nagios@example.com", address, subject
        mail.set_content("see host")
        with smtplib.SMTP("127.0.0.1", world.mail_port) as smtp:
            smtp.send_message(mail)
        world.alert_of(key, "firing" if subject.startswith("PROBLEM") else "resolved")


@pytest.mark.parametrize(("network", "status"), [("127.0.0.0/8", 200), ("203.0.113.0/24", 403)])
def test_the_gateway_tells_the_true_address_whatever_a_client_claims(
    world: World, network: str, status: int
) -> None:
    url = world.integration("goalert", allowed_networks=[network])["url"]
    claimed = {"x-forwarded-for": "203.0.113.9"}
    answer = httpx.post(url, json={"summary": unique("Disk")}, headers=claimed)
    assert answer.status_code == status
