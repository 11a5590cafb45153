"""What the terminal shows when everything runs: what is where, how to sign in, what to try."""

from platform_local.components import GATEWAY, SERVICES
from platform_local.plan import Plan
from platform_local.settings import LocalSettings

_TRY = """\
Try an alert, and watch the incident appear:
  curl -X POST {alerts}/api/v1/alerts -H 'Content-Type: application/json' \\
    -d '{{"service": "search", "severity": "high", "message": "High error rate"}}'"""


def summary(settings: LocalSettings, plan: Plan, *, demo: bool) -> str:
    """Return the table."""
    rows = [("Web interface, API, alert senders", plan.address(GATEWAY.name))]
    for service in plan.services:
        rows.append((service.name, f"{plan.address(service.name)}   (API: /docs)"))
    rows += [(part.name, plan.address(part.name)) for part in plan.companions]
    width = max(len(name) for name, _ in rows)
    table = "\n".join(f"  {name:<{width}}  {address}" for name, address in rows)
    return "\n\n".join(
        part for part in ("\n" + table, _sign_in(demo), _attempt(plan), _places(settings)) if part
    )


def _sign_in(demo: bool) -> str:
    if demo:
        return "Sign in as jordan, avery or morgan, password demo123 (demo data)."
    return "Open the web interface to create the first account."


def _attempt(plan: Plan) -> str:
    if SERVICES[0] not in plan.services:
        return ""
    return _TRY.format(alerts=plan.address(SERVICES[0].name))


def _places(settings: LocalSettings) -> str:
    return f"Logs: {settings.state_dir / 'logs'}    Stop: ^C"
