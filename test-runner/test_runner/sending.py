"""Sends one alert in a form and notes what was answered."""

from typing import Any
from uuid import UUID

import httpx
from pydantic import ValidationError

from platform_contracts.alerts import AlertAccepted, AlertSummary, PostAlert
from platform_contracts.clients.base import ApiError
from platform_contracts.vocabulary import Correlation
from test_runner import forms
from test_runner.forms import Firing, Form, Outgoing
from test_runner.ledger import Chain, Kind, Ledger, Outcome, Run
from test_runner.platform import Answer, Platform
from test_runner.scenarios import Scenario

NO_KEY = "TEST_RUNNER_INTEGRATION_KEY is not set: this form needs the key of an integration"


class Sender:
    """Posts, and makes a run of the answer."""

    def __init__(self, platform: Platform, ledger: Ledger) -> None:
        self._platform = platform
        self._ledger = ledger

    async def scenario(self, scenario: Scenario, form: Form) -> Run:
        """Send a scenario and keep the run."""
        run = await self.alert("scenario", scenario.name, scenario.alert, form, scenario.id)
        self._ledger.add(run)
        return run

    async def alert(
        self, kind: Kind, name: str, alert: PostAlert, form: Form, scenario_id: str | None = None
    ) -> Run:
        """Send an alert; the run is returned, not kept."""
        run = Run(
            kind=kind,
            name=name,
            scenario_id=scenario_id,
            form=form,
            service=alert.service,
            severity=alert.severity,
            status=0,
            latency_ms=0,
        )
        if form.needs_key and not self._platform.key:
            run.status, run.outcome, run.error = "not sent", Outcome.REFUSED, NO_KEY
            return run
        known = forms.identity(form, alert)
        await self._send(run, forms.fire(form, alert, self._platform.key), known)
        return run

    async def custom(self, alert: PostAlert, form: Form) -> Run:
        """Send somebody's own alert in a form and keep the run."""
        run = await self.alert("custom", alert.message[:200], alert, form)
        self._ledger.add(run)
        return run

    async def typed(self, body: dict[str, Any]) -> Run:
        """Send a native body exactly as somebody typed it, also one that will be refused."""
        run = Run(
            kind="custom",
            name=str(body.get("message", ""))[:200] or "custom alert",
            form=Form.NATIVE,
            service=str(body.get("service", "")),
            severity=str(body.get("severity", "")),
            status=0,
            latency_ms=0,
        )
        try:
            known = forms.identity(Form.NATIVE, PostAlert.model_validate(body))
        except ValidationError:
            known = None
        await self._send(run, Outgoing("/api/v1/alerts", body), known)
        self._ledger.add(run)
        return run

    async def _send(self, run: Run, outgoing: Outgoing, known: Firing | None) -> None:
        answer = await self._platform.post(outgoing)
        run.status, run.latency_ms = answer.status, answer.latency_ms
        if not answer.accepted:
            run.outcome, run.error = Outcome.REFUSED, answer.error
            run.errors = list(answer.errors)
            return
        if run.form is Form.NATIVE:
            try:
                known = _read_native(run, answer, known)
            except ValidationError as error:
                run.outcome, run.error = Outcome.REFUSED, f"the answer is not ours: {error}"[:300]
                return
        elif known is not None:
            await self._look_up(run, known)
        if known is not None:
            self._ledger.remember(known)
        if run.incident_id is not None:
            run.chain = Chain()

    async def _look_up(self, run: Run, known: Firing) -> None:
        """Vendors' answers tell nothing of the alert: it is stored, so it can be read."""
        try:
            stored = await self._platform.find(known)
        except (ApiError, httpx.HTTPError, ValueError) as error:
            run.outcome, run.reason = Outcome.NONE, f"accepted, but not readable: {error}"
            return
        if stored is None:
            run.outcome, run.reason = Outcome.NONE, "accepted, but no alert is stored"
            return
        note_alert(run, stored)
        if stored.incident_id is None:
            run.outcome = Outcome.NONE
        elif stored.count > 1:
            run.outcome = Outcome.DEDUPLICATED


def note_alert(run: Run, stored: AlertSummary) -> None:
    """What the stored alert tells."""
    run.alert_id, run.incident_id = stored.id, stored.incident_id
    run.received_at = stored.last_received_at
    run.reason = stored.correlation_reason or stored.verdict_reason


def _read_native(run: Run, answer: Answer, known: Firing | None) -> Firing | None:
    """Our own answer says all of it. What is over already is not remembered."""
    accepted = AlertAccepted.model_validate(answer.body)
    run.alert_id, run.incident_id = accepted.alert_id, accepted.incident_id
    run.reason = accepted.reason
    run.outcome = _outcome(accepted.correlation, accepted.count, accepted.incident_id)
    if known is None or run.outcome is Outcome.NONE:
        return None
    return Firing(
        known.form,
        accepted.fingerprint,
        known.title,
        known.service,
        known.severity,
        known.environment,
        known.labels,
    )


def _outcome(correlation: Correlation, count: int, incident_id: UUID | None) -> Outcome:
    if correlation is Correlation.NONE or incident_id is None:
        return Outcome.NONE
    if count > 1:
        return Outcome.DEDUPLICATED
    return Outcome.NEW if correlation is Correlation.NEW else Outcome.EXISTING
