"""Mail by HTTP: what a mail provider forwards to the address that Grafana OnCall has for it.

The key is the name of the recipient's address, at whatever domain the provider receives for.
"""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from alert_ingestion.sources import forwarded_mail
from alert_ingestion.sources.forwarded_mail import ForwardedMail
from alert_ingestion.wires import email_inlet
from alert_ingestion.wires.wire import admit, answered
from platform_kit.errors import problem_response
from platform_kit.problems import NotFound


async def _receive(request: Request) -> Response:
    content_type = request.headers.get("content-type", "")
    for mail in forwarded_mail.read(await request.body(), content_type):
        await _take(request, mail)
    return PlainTextResponse("Ok.")


async def _take(request: Request, mail: ForwardedMail) -> None:
    """Store a mail for each of its recipients that is ours."""
    taken = 0
    for address in dict.fromkeys(entry.strip().lower() for entry in mail.recipients):
        try:
            known = await email_inlet.find(request.app, address)
        except NotFound:
            continue
        await admit(request, address.rpartition("@")[0])
        await email_inlet.take(request.app, mail.raw, known)
        taken += 1
    if not taken:
        raise NotFound("none of the recipients is the address of an integration")


_PATH = "/integrations/v1/inbound_email_webhook"
ROUTES = [
    Route(path, answered(problem_response, _receive), methods=["POST"], name="forwarded mail")
    for path in (_PATH, f"{_PATH}/")
]
