"""A burst of Alertmanager's webhooks on `/alerts`, for Locust: `make load`, or `locust -f` with it.

Half of the alerts are repeats of a few fingerprints, the rest are new; one in fifty is critical.
At the end the platform is asked what it stored: every alert that was answered has to be there, with
every repeat counted. Anything but a success or a request to wait (429, 503) is a failure.

Only addresses of this machine are loaded, unless LOAD_TARGET_IS_MINE=yes.
"""

import ipaddress
import os
import random
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import gevent
import requests
from locust import FastHttpUser, constant_pacing, events, task
from locust.env import Environment

RUN = uuid4().hex[:8]
REPEATED = [f"{RUN}-repeated-{number}" for number in range(50)]
SERVICES = [f"load-{number}" for number in range(20)]
STARTED = datetime.now(UTC).isoformat()
WAITS = (429, 503)
SETTLE_SECONDS = 30.0

accepted: Counter[str] = Counter()


class Sender(FastHttpUser):
    """A monitoring system in a bad minute."""

    wait_time = constant_pacing(0.05)

    @task
    def post(self) -> None:
        """One alert; its answer says that it is stored."""
        fingerprint = random.choice(REPEATED) if random.random() < 0.5 else f"{RUN}-{uuid4().hex}"
        body = webhook(fingerprint)
        with self.client.post("/alerts", json=body, catch_response=True) as answer:
            if answer.status_code == 200:
                accepted[fingerprint] += 1
            elif answer.status_code in WAITS:
                answer.success()
                gevent.sleep(float(answer.headers.get("retry-after", "1")))
            else:
                answer.failure(f"{answer.status_code}: {answer.text[:200]}")


def webhook(fingerprint: str) -> dict[str, Any]:
    """A group of one alert, as Alertmanager 0.25 and later send it."""
    labels = {
        "alertname": "ErrorRate",
        "service": random.choice(SERVICES),
        "severity": "critical" if random.random() < 0.02 else "warning",
        "environment": f"load-{RUN}",
    }
    alert = {
        "status": "firing",
        "labels": labels,
        "annotations": {"summary": "Error rate above 5 %"},
        "startsAt": STARTED,
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": fingerprint,
    }
    return {
        "version": "4",
        "groupKey": f"{{}}:{fingerprint}",
        "status": "firing",
        "receiver": "platform",
        "groupLabels": {},
        "commonLabels": labels,
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example",
        "truncatedAlerts": 0,
        "alerts": [alert],
    }


@events.init.add_listener
def only_this_machine(environment: Environment, **_: Any) -> None:
    """Refuse to load what may be somebody else's."""
    host = urlsplit(environment.host or "").hostname or ""
    try:
        ours = ipaddress.ip_address(host).is_loopback
    except ValueError:
        ours = host == "localhost"
    if not ours and os.environ.get("LOAD_TARGET_IS_MINE") != "yes":
        raise SystemExit(f"{host or 'no host'}: only this machine is loaded (--host)")


@events.quitting.add_listener
def account(environment: Environment, **_: Any) -> None:
    """What was answered with success has to be stored, each repeat counted."""
    stored: Counter[str] = Counter()
    end = time.monotonic() + SETTLE_SECONDS
    while stored.total() < accepted.total() and time.monotonic() < end:
        stored = _stored(environment.host or "")
    missing = accepted - stored
    print(f"accepted {accepted.total()}, stored {stored.total()}, missing {missing.total()}")
    if missing or not accepted or environment.stats.total.num_failures:
        environment.process_exit_code = 1


def _stored(host: str) -> Counter[str]:
    """How often each fingerprint of this run came, as the platform tells it."""
    found: Counter[str] = Counter()
    params: dict[str, Any] = {"environment": f"load-{RUN}", "limit": 200}
    while True:
        answer = requests.get(f"{host}/api/v1/alerts", params=params, timeout=10)
        answer.raise_for_status()
        page = answer.json()
        found.update({alert["fingerprint"]: alert["count"] for alert in page["items"]})
        if not page["next_cursor"]:
            return found
        params["cursor"] = page["next_cursor"]
