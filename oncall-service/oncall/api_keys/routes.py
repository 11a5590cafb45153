"""`/api/v1/api-keys`; and where other services exchange a key for a token."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, FastAPI, Request

from oncall.api_keys import service
from platform_contracts.access import READ
from platform_contracts.oncall import (
    ApiKey,
    CreateApiKey,
    ExchangeApiKey,
    NewApiKey,
    ShortToken,
)
from platform_kit.auth.api_keys import EXCHANGE_PATH, Exchange
from platform_kit.auth.dependencies import Requires, ServiceCaller
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.clock import now as read_clock
from platform_kit.database import Database, Session, TransactionalRoute
from platform_kit.problems import Unauthorized

router = APIRouter(route_class=TransactionalRoute, tags=["API keys"])
Reader = Annotated[Principal, Requires(READ)]


@router.post("/api/v1/api-keys", operation_id="create_api_key", status_code=201)
async def create_api_key(
    session: Session, now: Now, caller: Reader, body: CreateApiKey
) -> NewApiKey:
    """A key for scripts, shown once; it can do at most what you can."""
    return await service.create(session, body, caller, now)


@router.get("/api/v1/api-keys", operation_id="list_api_keys")
async def list_api_keys(session: Session, caller: Reader) -> list[ApiKey]:
    """One's own keys; administrators see all."""
    return await service.list_keys(session, caller)


@router.delete("/api/v1/api-keys/{key_id}", operation_id="revoke_api_key", status_code=204)
async def revoke_api_key(session: Session, now: Now, caller: Reader, key_id: UUID) -> None:
    """End a key; everywhere within a minute."""
    await service.revoke(session, key_id, caller, now)


@router.post("/api/v1/auth/token", operation_id="exchange_own_api_key")
async def exchange_own_api_key(
    request: Request, session: Session, now: Now, body: ExchangeApiKey
) -> ShortToken:
    """A token for an API key, for programs that make many requests."""
    return await _exchanged(request, session, now, body)


@router.post(EXCHANGE_PATH, operation_id="exchange_api_key", include_in_schema=False)
async def exchange_api_key(
    request: Request, session: Session, now: Now, _: ServiceCaller, body: ExchangeApiKey
) -> ShortToken:
    """A token for an API key that another service was shown."""
    return await _exchanged(request, session, now, body)


async def _exchanged(
    request: Request, session: Session, now: Now, body: ExchangeApiKey
) -> ShortToken:
    token = await service.exchange(session, request.app.state.accounts_key, body.key, now)
    if token is None:
        raise Unauthorized("the API key is not known, has expired or was revoked")
    return token


def own_exchange(app: FastAPI) -> Exchange:
    """How this service itself exchanges a key."""

    async def exchange(key: str) -> str | None:
        database: Database = app.state.database
        async with database.transaction() as session:
            now = await read_clock(session)
            token = await service.exchange(session, app.state.accounts_key, key, now)
        return token.access_token if token else None

    return exchange
