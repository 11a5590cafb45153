"""Mail that Mailgun, SendGrid, Postmark and Mandrill forward by HTTP."""

import json
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

pytestmark = pytest.mark.committed

PATH = "/integrations/v1/inbound_email_webhook"
SUBJECT = "[NET-1] Core switch is down"


@pytest.fixture
def manager(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    return client_of(app, keyring.person("manager"))


@pytest.fixture
async def address(manager: httpx.AsyncClient) -> str:
    """The mail address of a new integration, at the domain of a provider."""
    values = {"name": "mail", "source": "email", "service": "network"}
    answer = await manager.post("/api/v1/integrations", json=values)
    assert answer.status_code == 201, answer.text
    return f"{answer.json()['key']}@in.example.net"


def a_mail(to: str, **headers: str) -> str:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Nagios <nagios@example.com>", to, SUBJECT
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("No answer to ping.")
    return mail.as_string()


def multipart(**fields: str) -> dict[str, Any]:
    return {"files": {name: (None, value) for name, value in fields.items()}}


def forms(to: str) -> dict[str, dict[str, Any]]:
    sender = "Nagios <nagios@example.com>"
    envelope = json.dumps({"to": [to], "from": "nagios@example.com"})
    plain = {"subject": SUBJECT, "from": sender}
    event = {"event": "inbound", "msg": {"email": to, "raw_msg": a_mail(to)}}
    return {
        "mailgun": {"data": plain | {"recipient": to, "body-plain": "No answer to ping."}},
        "mailgun whole": {"data": {"recipient": to, "body-mime": a_mail(to)}},
        "sendgrid": multipart(**plain, to=to, envelope=envelope, text="No answer to ping."),
        "sendgrid whole": multipart(envelope=envelope, email=a_mail(to)),
        "postmark": {
            "json": {
                "OriginalRecipient": to,
                "From": sender,
                "Subject": SUBJECT,
                "HtmlBody": "<p>No answer to ping.</p>",
                "Headers": [{"Name": "Message-ID", "Value": "<1@example.com>"}],
            }
        },
        "mandrill": {"data": {"mandrill_events": json.dumps([event])}},
    }


@pytest.mark.parametrize("provider", sorted(forms("x@y")))
async def test_a_forwarded_mail_is_an_alert(
    app: FastAPI, manager: httpx.AsyncClient, address: str, provider: str
) -> None:
    async with client_of(app) as outside:
        answer = await outside.post(PATH, **forms(address)[provider])
    assert answer.status_code == 200, answer.text
    (alert,) = (await manager.get("/api/v1/alerts")).json()["items"]
    assert (alert["title"], alert["service"]) == (SUBJECT, "network")
    assert alert["description"] == "No answer to ping."
    assert alert["labels"]["from"] == "nagios@example.com"


@pytest.mark.parametrize(
    ("request_", "status", "field"),
    [
        ({"data": {"subject": "nobody"}}, 422, "recipient"),
        ({"content": b"plain"}, 422, "content-type"),
        ({"json": ["a list"]}, 422, "body"),
        ({"data": {"mandrill_events": "[{}]"}}, 422, "mandrill_events"),
        ({"data": {"mandrill_events": "{"}}, 422, "mandrill_events"),
        ({"data": {"recipient": "stranger@in.example.net"}}, 404, None),
    ],
)
async def test_what_is_no_mail_for_us_is_refused_and_told_why(
    app: FastAPI, request_: dict[str, Any], status: int, field: str | None
) -> None:
    async with client_of(app) as outside:
        answer = await outside.post(PATH, **request_)
    assert answer.status_code == status
    assert [error["field"] for error in answer.json().get("errors", [])] == [field] * bool(field)


async def test_an_automatic_answer_raises_no_alert(
    app: FastAPI, manager: httpx.AsyncClient, address: str
) -> None:
    headers = json.dumps([["Auto-Submitted", "auto-replied"]])
    body = {"recipient": address, "subject": "Out of office", "message-headers": headers}
    async with client_of(app) as outside:
        answer = await outside.post(PATH, data=body)
    assert answer.status_code == 422
    assert (await manager.get("/api/v1/alerts")).json()["items"] == []
