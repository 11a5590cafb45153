"""What a scenario is, and the list of all of them by category."""

from dataclasses import dataclass
from typing import Literal

from platform_contracts.alerts import PostAlert

SOURCE = "test-runner"
ENVIRONMENT = "test"  # alerts of another environment never join an incident of production

Category = Literal["infrastructure", "application", "database", "network", "security", "business"]


@dataclass(frozen=True)
class Scenario:
    """An alert to post. `expected` says, for people, what the platform should do with it."""

    id: str
    name: str
    category: Category
    alert: PostAlert
    expected: str


def scenario(
    scenario_id: str,
    name: str,
    category: Category,
    *,
    service: str,
    severity: str,
    message: str,
    description: str,
    expected: str,
    **labels: str,
) -> Scenario:
    """Make a scenario; its alert can be told from a real one by its labels."""
    alert = PostAlert(
        message=message,
        service=service,
        severity=severity,
        environment=ENVIRONMENT,
        description=description,
        labels={"source": SOURCE, "scenario": scenario_id, **labels},
        dedup_key=f"{SOURCE}/{scenario_id}",
    )
    return Scenario(scenario_id, name, category, alert, expected)
