"""`/api/v1/ack/…` and `/api/v1/replies/receipt/…`: links that need no signing in."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse

from notification.deliveries.receipts import Receipts
from notification.domain.tokens import ReplyTokens
from notification.replies import service
from platform_contracts.notifications import ReplyTaken
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["replies"])
Token = Annotated[str, Path(max_length=128)]
_PAGE = """<!doctype html><meta charset=utf-8><meta name=viewport content="width=device-width">
<meta name=referrer content=no-referrer><title>{title}</title>
<body style="font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem">
<h1 style="font-size:1.4rem">{title}</h1>{body}"""


def _tokens(request: Request) -> ReplyTokens:
    return request.app.state.tokens_of_replies


def _receipts(request: Request) -> Receipts:
    return request.app.state.receipts


Tokens = Annotated[ReplyTokens, Depends(_tokens)]


@router.get("/ack/{token}", operation_id="show_reply", response_class=HTMLResponse)
async def show_reply(session: Session, tokens: Tokens, token: Token, now: Now) -> HTMLResponse:
    """What the link does, and the button that does it: programs that look at links do nothing."""
    row, action = await service.delivery_of(session, tokens, token, now)
    title = f"{action.capitalize()} INC-{row.incident_number}?"
    words = escape(str(row.page.get("title", "")))
    button = (
        f"<p>{words}</p><form method=post><button style='font:inherit;padding:.6em 1.4em'>"
        f"{escape(action.capitalize())}</button></form>"
    )
    return _html(title, button)


@router.post("/ack/{token}", operation_id="take_reply", response_model=ReplyTaken)
async def take_reply(
    request: Request, session: Session, tokens: Tokens, token: Token, now: Now
) -> Response | ReplyTaken:
    """Do what the link says, once; again it has no effect and says so."""
    taken = await service.take_link(session, tokens, token, now)
    if "text/html" not in request.headers.get("accept", ""):
        return taken
    done = "It was done before." if taken.before else "It is done."
    return _html(f"INC-{taken.incident_number}: {taken.action}", f"<p>{done}</p>")


@router.post("/replies/receipt/{token}", operation_id="confirm_receipt", status_code=204)
async def confirm_receipt(
    session: Session,
    tokens: Tokens,
    receipts: Annotated[Receipts, Depends(_receipts)],
    token: Token,
    now: Now,
) -> None:
    """A device tells that it has shown the message."""
    await service.confirm_receipt(session, receipts, tokens, token, now)


def _html(title: str, body: str) -> HTMLResponse:
    headers = {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
        "form-action 'self'; frame-ancestors 'none'",
    }
    return HTMLResponse(_PAGE.format(title=escape(title), body=body), headers=headers)
