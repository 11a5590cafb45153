"""`/api/v1/auth` and `/api/v1/me`: cookies for browsers, the token itself for scripts."""

from typing import Annotated, Final

from fastapi import APIRouter, Cookie, Request, Response

from oncall import metrics
from oncall.accounts import service
from oncall.accounts.service import SESSION_LIFE, Grant
from oncall.people.service import get_person
from platform_contracts.access import READ
from platform_contracts.oncall import ConfirmSecondFactor, Login, Me, SecondFactor, SignedIn
from platform_kit import errors
from platform_kit.auth.dependencies import Caller, Requires
from platform_kit.auth.principal import Principal
from platform_kit.auth.tokens import PERSON_SECONDS
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute, after_commit
from platform_kit.problems import Problem, Unauthorized

REFRESH_PATH: Final = "/api/v1/auth"

router = APIRouter(route_class=TransactionalRoute, tags=["accounts"])
Reader = Annotated[Principal, Requires(READ)]
RefreshCookie = Annotated[str, Cookie(max_length=512)]


@router.post("/api/v1/auth/login", operation_id="login", response_model=SignedIn)
@router.post(
    "/auth/login",
    operation_id="login_alias",
    include_in_schema=False,
    response_model=SignedIn,
)
async def login(
    request: Request, response: Response, session: Session, now: Now, body: Login
) -> SignedIn | Response:
    """Sign in; sets the cookies `session` and `refresh`."""
    state = request.app.state
    grant = await service.sign_in(session, state.accounts_key, state.vault, body, now)
    if isinstance(grant, Problem):
        # Returned, not raised: the failure is counted in this transaction.
        after_commit(session, lambda: metrics.SIGN_INS.labels(outcome="refused").inc())
        return errors.problem_response(grant)
    after_commit(session, lambda: metrics.SIGN_INS.labels(outcome="signed_in").inc())
    set_cookies(request, response, grant)
    return grant.answer


@router.post("/api/v1/auth/refresh", operation_id="refresh", response_model=SignedIn)
async def refresh(
    request: Request,
    response: Response,
    session: Session,
    now: Now,
    refresh: RefreshCookie = "",
) -> SignedIn | Response:
    """Stay signed in: new tokens for the refresh cookie, which works once."""
    grant = await service.renew(session, request.app.state.accounts_key, refresh, now)
    if grant is None:
        # Returned, not raised: a reused token has just ended its session, and that must be kept.
        refused = errors.problem_response(Unauthorized("the session has ended; sign in again"))
        _clear_cookies(request, refused)
        return refused
    set_cookies(request, response, grant)
    return grant.answer


@router.post("/api/v1/auth/logout", operation_id="logout", status_code=204)
async def logout(
    request: Request, response: Response, session: Session, now: Now, caller: Caller
) -> None:
    """Sign out."""
    await service.sign_out(session, caller.session_id, now)
    _clear_cookies(request, response)


@router.get("/api/v1/me", operation_id="me")
async def me(session: Session, caller: Caller) -> Me:
    """Who the caller is and what they may do."""
    if caller.kind != "person":
        return Me(anonymous=True, scopes=sorted(caller.scopes))
    return Me(
        anonymous=False,
        person=await get_person(session, caller.person_id),
        roles=caller.roles,
        scopes=sorted(caller.scopes),
        csrf_token=caller.csrf,
    )


@router.post("/api/v1/me/second-factor", operation_id="new_second_factor", status_code=201)
async def new_second_factor(request: Request, session: Session, caller: Reader) -> SecondFactor:
    """A second factor for one's account; it counts once it is confirmed."""
    return await service.new_second_factor(session, caller.person_id, request.app.state.vault)


@router.post(
    "/api/v1/me/second-factor/confirm", operation_id="confirm_second_factor", status_code=204
)
async def confirm_second_factor(
    request: Request, session: Session, now: Now, caller: Reader, body: ConfirmSecondFactor
) -> None:
    """Confirm it with a code: from now on sign-in needs one."""
    vault = request.app.state.vault
    await service.confirm_second_factor(session, caller, vault, body.code, now)


@router.post(
    "/api/v1/me/second-factor/remove", operation_id="remove_second_factor", status_code=204
)
async def remove_second_factor(
    request: Request, session: Session, now: Now, caller: Reader, body: ConfirmSecondFactor
) -> None:
    """Take it away, which needs a code of it."""
    vault = request.app.state.vault
    await service.remove_second_factor(session, caller, vault, body.code, now)


def _cookie_names(request: Request) -> tuple[str, str, bool]:
    secure = request.app.state.settings.cookies_are_secure
    return ("__Host-session", "refresh", True) if secure else ("session", "refresh", False)


def set_cookies(request: Request, response: Response, grant: Grant) -> None:
    """The cookies of a signed-in browser."""
    session_name, refresh_name, secure = _cookie_names(request)
    response.set_cookie(
        session_name,
        grant.answer.access_token,
        max_age=PERSON_SECONDS,
        httponly=True,
        samesite="lax",
        secure=secure,
    )
    response.set_cookie(
        refresh_name,
        grant.refresh_token,
        max_age=int(SESSION_LIFE.total_seconds()),
        path=REFRESH_PATH,
        httponly=True,
        samesite="strict",
        secure=secure,
    )


def _clear_cookies(request: Request, response: Response) -> None:
    session_name, refresh_name, _ = _cookie_names(request)
    response.delete_cookie(session_name)
    response.delete_cookie(refresh_name, path=REFRESH_PATH)
