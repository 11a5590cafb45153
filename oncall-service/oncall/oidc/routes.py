"""`/api/v1/auth/oidc`: sign-in by the company's provider."""

from typing import Annotated, Final

from fastapi import APIRouter, Cookie, Query, Request, Response
from fastapi.responses import RedirectResponse

from oncall import metrics
from oncall.accounts.routes import REFRESH_PATH, set_cookies
from oncall.accounts.service import open_session
from oncall.oidc import provider
from oncall.oidc.service import person_of
from oncall.settings import Settings
from oncall.teams.service import set_memberships
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute, after_commit

COOKIE: Final = "oidc"

router = APIRouter(prefix="/api/v1/auth/oidc", route_class=TransactionalRoute, tags=["accounts"])


@router.get("/start", operation_id="begin_oidc", response_class=Response)
async def begin_oidc(
    request: Request, next_page: Annotated[str, Query(alias="next", max_length=1024)] = "/"
) -> Response:
    """Send the browser to the company's sign-in provider."""
    settings: Settings = request.app.state.settings
    flow = await provider.begin(settings, request.app.state.accounts_key, next_page)
    response = RedirectResponse(flow.url, 302)
    response.set_cookie(
        COOKIE,
        flow.cookie,
        max_age=provider.FLOW_SECONDS,
        path=REFRESH_PATH,
        httponly=True,
        samesite="lax",
        secure=settings.cookies_are_secure,
    )
    return response


@router.get("/callback", operation_id="finish_oidc", response_class=Response)
async def finish_oidc(
    request: Request,
    session: Session,
    now: Now,
    code: Annotated[str, Query(max_length=4096)] = "",
    state: Annotated[str, Query(max_length=512)] = "",
    flow: Annotated[str, Cookie(alias=COOKIE, max_length=4096)] = "",
) -> Response:
    """The provider sends the browser back here; it is signed in then."""
    settings: Settings = request.app.state.settings
    key = request.app.state.accounts_key
    identity, next_page = await provider.finish(settings, key, flow, code, state)
    person = await person_of(session, identity, settings.oidc_group_roles, now)
    managed = {team for roles in settings.oidc_group_roles.values() for team in roles}
    await set_memberships(session, person.id, managed, set(person.roles))
    grant = open_session(session, person, key, now)
    after_commit(session, lambda: metrics.SIGN_INS.labels(outcome="signed_in").inc())
    response = RedirectResponse(next_page, 303)
    set_cookies(request, response, grant)
    response.delete_cookie(COOKIE, path=REFRESH_PATH)
    return response
