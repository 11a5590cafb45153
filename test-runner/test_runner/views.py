"""What the page is told, and what it sends."""

from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from platform_contracts.alerts import PostAlert
from platform_contracts.base import FieldError
from test_runner import forms
from test_runner.forms import KEY_SHOWN, Form
from test_runner.health import PartHealth
from test_runner.scenarios import Scenario


class ScenarioView(BaseModel):
    """A scenario as the page shows it; `payloads`: the body that is posted, by form."""

    id: str
    name: str
    category: str
    service: str
    severity: str
    description: str
    payloads: dict[Form, Any]
    expected: str


class ScenarioList(BaseModel):
    """All scenarios, in the order sent. `forms`: those that can be sent from here."""

    scenarios: list[ScenarioView]
    forms: list[Form]
    public_url: str


class TargetHealth(BaseModel):
    """The five services and the database."""

    services: list[PartHealth]


class Typed(BaseModel):
    """An alert as somebody typed it, right or wrong."""

    model_config = ConfigDict(extra="forbid")

    body: JsonValue
    form: Form = Form.NATIVE


class Checked(BaseModel):
    """What is wrong with a typed alert; nothing when it keeps to the schema."""

    errors: list[FieldError]


def scenario_view(scenario: Scenario) -> ScenarioView:
    """With its payload in every form."""
    alert = scenario.alert
    return ScenarioView(
        id=scenario.id,
        name=scenario.name,
        category=scenario.category,
        service=alert.service,
        severity=alert.severity,
        description=alert.description,
        payloads={form: forms.fire(form, alert, KEY_SHOWN).body for form in Form},
        expected=scenario.expected,
    )


def check_alert(body: Any) -> list[FieldError]:
    """Where a body breaks the schema of `POST /api/v1/alerts`."""
    try:
        PostAlert.model_validate(body)
    except ValidationError as error:
        return [
            FieldError(
                field=".".join(str(part) for part in fault["loc"]) or "body", reason=fault["msg"]
            )
            for fault in error.errors()
        ]
    return []
