"""Amazon SNS: real signatures, forged ones, hosts that are not Amazon's, and subscriptions."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sns_signer import Signer

from alert_ingestion.wires.stage import Stage
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem"
CONFIRM = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"
ALARM = {"AlarmName": "cpu", "AlarmArn": "arn:cpu", "NewStateValue": "ALARM"}


class Amazon:
    """The outside world: hands out the certificate and notes what was asked."""

    def __init__(self, app: FastAPI) -> None:
        self.signer = Signer()
        self.asked: list[str] = []
        self.status = 200
        stage: Stage = app.state.intake
        stage.outside = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        return httpx.Response(self.status, content=self.signer.certificate())

    def message(self, kind: str = "Notification", **fields: Any) -> str:
        """A signed message."""
        message = {
            "Type": kind,
            "MessageId": "m-1",
            "TopicArn": "arn:aws:sns:eu-west-1:1:alarms",
            "Message": json.dumps(ALARM),
            "Timestamp": "2026-03-02T10:00:01.000Z",
            "SignatureVersion": "2",
            "Signature": "$SIGN",
            "SigningCertURL": CERTIFICATE,
            **fields,
        }
        return self.signer.signed(json.dumps(message))


@pytest.fixture
def amazon(app: FastAPI) -> Amazon:
    return Amazon(app)


@pytest.fixture
async def path(app: FastAPI, keyring: KeyRing) -> str:
    manager = client_of(app, keyring.person("manager"))
    made = await manager.post("/api/v1/integrations", json={"name": "sns", "source": "sns"})
    return f"/hooks/{made.json()['key']}"


async def post(app: FastAPI, path: str, body: str) -> httpx.Response:
    headers = {"content-type": "text/plain; charset=UTF-8"}
    return await client_of(app).post(path, content=body, headers=headers)


async def fingerprints(responder: httpx.AsyncClient) -> list[str]:
    listed = (await responder.get("/api/v1/alerts")).json()["items"]
    return [alert["fingerprint"] for alert in listed]


@pytest.mark.parametrize("version", ["1", "2"])
async def test_a_signed_alarm_is_taken_and_the_certificate_asked_for_once(
    app: FastAPI, responder: httpx.AsyncClient, amazon: Amazon, path: str, version: str
) -> None:
    for number in (1, 2):
        body = amazon.message(MessageId=f"m-{number}", SignatureVersion=version)
        assert (await post(app, path, body)).status_code == 200
    assert await fingerprints(responder) == ["arn:cpu"]
    assert amazon.asked == [CERTIFICATE]


async def test_the_same_message_twice_has_one_effect(
    app: FastAPI, responder: httpx.AsyncClient, amazon: Amazon, path: str
) -> None:
    body = amazon.message()
    for _ in range(2):
        assert (await post(app, path, body)).status_code == 200
    (alert,) = (await responder.get("/api/v1/alerts")).json()["items"]
    assert alert["count"] == 1


@pytest.mark.parametrize(
    ("part", "forged"),
    [
        ("cpu", "gpu"),
        ('"SignatureVersion": "2"', '"SignatureVersion": "3"'),
        ('"Signature": "', '"Signature": "AAAA'),
    ],
    ids=["changed", "unknown version", "wrong length"],
)
async def test_a_forged_message_is_refused(
    app: FastAPI, responder: httpx.AsyncClient, amazon: Amazon, path: str, part: str, forged: str
) -> None:
    assert (await post(app, path, amazon.message().replace(part, forged))).status_code == 403
    assert await fingerprints(responder) == []


@pytest.mark.parametrize(
    "address",
    [
        "http://sns.eu-west-1.amazonaws.com/x.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/x.pem",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1:8001/x.pem",
        "file:///etc/passwd",
    ],
)
async def test_no_other_host_is_ever_asked(
    app: FastAPI, amazon: Amazon, path: str, address: str
) -> None:
    assert (await post(app, path, amazon.message(SigningCertURL=address))).status_code == 403
    confirm = amazon.message("SubscriptionConfirmation", SubscribeURL=address, Token="t")
    assert (await post(app, path, confirm)).status_code == 403
    assert set(amazon.asked) <= {CERTIFICATE}


async def test_a_subscription_is_confirmed(app: FastAPI, amazon: Amazon, path: str) -> None:
    body = amazon.message("SubscriptionConfirmation", SubscribeURL=CONFIRM, Token="t")
    assert (await post(app, path, body)).status_code == 200
    assert amazon.asked == [CERTIFICATE, CONFIRM]


async def test_when_amazon_cannot_be_asked_the_message_is_to_come_again(
    app: FastAPI, amazon: Amazon, path: str
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    app.state.intake.outside = httpx.AsyncClient(transport=httpx.MockTransport(refuse))
    answer = await post(app, path, amazon.message())
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
