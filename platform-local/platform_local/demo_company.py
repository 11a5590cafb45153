"""The demo company: who works there, who is on call, and what they run. Data only."""

from dataclasses import dataclass
from uuid import UUID

from platform_contracts.alerts import Link, PostAlert
from platform_contracts.incidents import PutService
from platform_contracts.monitors import PutHeartbeat
from platform_contracts.oncall import (
    PolicyLevel,
    PolicyTarget,
    PutPerson,
    PutPolicy,
    PutTeam,
)
from platform_contracts.schedules import Handoff, Layer, PutSchedule
from platform_contracts.vocabulary import Role, Severity

JORDAN, AVERY, MORGAN = "jordan", "avery", "morgan"
PASSWORD = "demo123"  # noqa: S105 - printed in the README; demo data only
EVERYWHERE = "*"
DOMAIN = "northwind.example"
FIRST_TURN = "2026-01-05T09:00"  # a Monday
RUNBOOKS = "https://runbooks.northwind.example"


def _person(login: str, name: str, timezone: str, **more: object) -> PutPerson:
    values = {"login": login, "name": name, "email": f"{login}@{DOMAIN}", "timezone": timezone}
    return PutPerson.model_validate(values | more)


PEOPLE = (
    _person(
        JORDAN,
        "Jordan Lee",
        "America/New_York",
        roles={EVERYWHERE: Role.RESPONDER},
        password=PASSWORD,
    ),
    _person(
        AVERY,
        "Avery Brooks",
        "Europe/London",
        roles={EVERYWHERE: Role.MANAGER},
        password=PASSWORD,
    ),
    _person(
        MORGAN,
        "Morgan Silva",
        "Europe/Lisbon",
        roles={EVERYWHERE: Role.ADMIN},
        password=PASSWORD,
    ),
    # Colleagues make the rotations look real; without a password they cannot sign in.
    _person("sora", "Sora Kim", "Asia/Seoul", language="ko", roles={"payments": Role.RESPONDER}),
    _person("mateo", "Mateo Ruiz", "Europe/Madrid", roles={"payments": Role.RESPONDER}),
    _person("priya", "Priya Nair", "Asia/Kolkata", roles={"storefront": Role.RESPONDER}),
    _person("noah", "Noah Weber", "Europe/Berlin", roles={"storefront": Role.RESPONDER}),
    _person("amara", "Amara Okafor", "Africa/Lagos", roles={"data": Role.RESPONDER}),
    _person("lena", "Lena Fischer", "Europe/Vienna", roles={"data": Role.RESPONDER}),
)
PERSON_IDS = {
    person.login: UUID(f"0198a000-0000-7000-8000-{number:012d}")
    for number, person in enumerate(PEOPLE, start=1)
}


@dataclass(frozen=True)
class DemoTeam:
    """A team with its weekly rotation and its policy; all three share the slug."""

    slug: str
    team: PutTeam
    schedule: PutSchedule
    policy: PutPolicy


def _team(slug: str, name: str, timezone: str, turns: tuple[str, ...], lead: str) -> DemoTeam:
    """Level 1 is who has the week, level 2 the lead."""
    members = [PERSON_IDS[login] for login in dict.fromkeys((*turns, lead))]
    week = Layer(
        name="Weekly",
        users=[PERSON_IDS[login] for login in turns],
        start=FIRST_TURN,
        handoff=Handoff(time="09:00", weekday="MO"),
    )
    levels = [
        PolicyLevel(delay_minutes=5, targets=[PolicyTarget(schedule=slug)]),
        PolicyLevel(delay_minutes=10, targets=[PolicyTarget(person=PERSON_IDS[lead])]),
    ]
    return DemoTeam(
        slug,
        PutTeam(name=name, members=members, policy=slug),
        PutSchedule(name=f"{name} on call", team=slug, timezone=timezone, layers=[week]),
        PutPolicy(name=name, team=slug, levels=levels, repeat=1),
    )


TEAMS = (
    _team("platform", "Platform", "America/New_York", (JORDAN, MORGAN), AVERY),
    _team("payments", "Payments", "Europe/Madrid", ("sora", "mateo"), AVERY),
    _team("storefront", "Storefront", "Europe/Berlin", ("priya", "noah"), AVERY),
    _team("data", "Data", "Europe/Vienna", ("amara", "lena"), MORGAN),
)
FALLBACK = TEAMS[0].policy.model_copy(update={"name": "Default policy", "team": None})


def _service(
    name: str, team: str, tier: int, *depends_on: str, kind: str = "service"
) -> PutService:
    return PutService(
        name=name,
        team=team,
        tier=tier,
        kind=kind,
        depends_on=list(depends_on),
        environment="production",
        slack_channel=f"#{team}-incidents",
    )


SERVICES = {
    "web": _service("Web shop", "storefront", 1, "checkout", "search", "auth"),
    "checkout": _service("Checkout", "storefront", 1, "payment-api", "inventory", "auth"),
    "search": _service("Search", "storefront", 2, "search-index"),
    "payment-api": _service("Payment API", "platform", 1, "orders-db", "auth", "message-queue"),
    "payment-worker": _service("Payment worker", "payments", 1, "message-queue", "orders-db"),
    "billing": _service("Billing", "payments", 2, "orders-db", "email-sender"),
    "auth": _service("Sign-in", "platform", 1, "users-db", "session-cache"),
    "inventory": _service("Inventory", "data", 2, "orders-db"),
    "email-sender": _service("E-mail sender", "platform", 3, "message-queue"),
    "orders-db": _service("Orders database", "data", 1, kind="database"),
    "users-db": _service("Users database", "data", 1, kind="database"),
    "session-cache": _service("Session cache", "platform", 2, kind="cache"),
    "search-index": _service("Search index", "data", 2, kind="search"),
    "message-queue": _service("Message queue", "platform", 1, kind="queue"),
}
SERVICES["payment-api"] = SERVICES["payment-api"].model_copy(
    update={"runbook_url": f"{RUNBOOKS}/payment-api/declined-payments"}
)

ALERT = PostAlert(
    message="Card payments fail: 12 % of requests answer 502",
    service="payment-api",
    severity="critical",
    description=(
        "The share of failed card payments rose from 0.3 % to 12 % within four minutes. "
        "Connections to orders-db are exhausted: pool 50 of 50 in use, 180 requests waiting."
    ),
    labels={"alertname": "PaymentFailureRate", "region": "eu-west-1", "source": "demo"},
    annotations={"dashboard": "Payments overview", "threshold": "2 % for 2 minutes"},
    links=[Link(href=f"{RUNBOOKS}/payment-api/declined-payments", text="Runbook")],
    dedup_key="demo-payment-failure-rate",
)

WATCHDOG = PutHeartbeat(
    name="prometheus",
    description="Pinged by the alert that always fires (monitoring/alertmanager).",
    interval_seconds=120,
    grace_seconds=60,
    service="incident-platform",
    severity=Severity.HIGH,
    message="Prometheus or Alertmanager of the platform is silent",
)
