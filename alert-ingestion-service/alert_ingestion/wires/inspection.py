"""What integrations sent: looking at it, sending it through again, trying templates on it."""

import base64
import dataclasses
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import Headers

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.integrations import service as integrations
from alert_ingestion.integrations.senders import Known, known_of
from alert_ingestion.payloads import repository as payloads
from alert_ingestion.payloads.models import PayloadRow
from alert_ingestion.sources import Parsed
from alert_ingestion.sources.mapping import Mapping, event_of, rendered
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.wires import email_inlet
from alert_ingestion.wires.hooks import parse_as
from alert_ingestion.wires.stage import Stage
from alert_ingestion.wires.wire import refused, store_with
from platform_contracts.access import INTEGRATIONS_WRITE
from platform_contracts.base import Page
from platform_contracts.integrations import (
    KeptPayload,
    MappingPreview,
    PreviewMapping,
    Replayed,
)
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit, decode_cursor, page_of
from platform_kit.problems import Invalid, NotFound

router = APIRouter(
    prefix="/api/v1/integrations", route_class=TransactionalRoute, tags=["integrations"]
)
Manager = Annotated[Principal, Requires(INTEGRATIONS_WRITE)]


@router.get("/{integration_id}/payloads", operation_id="list_payloads")
async def list_payloads(
    session: Session, _: Manager, integration_id: UUID, cursor: Cursor = None, limit: Limit = 20
) -> Page[KeptPayload]:
    """The last requests of an integration, refused ones too, the newest first."""
    await integrations.find(session, integration_id)
    before: UUID | None = decode_cursor(cursor, UUID)[0] if cursor else None
    rows = await payloads.of_integration(session, integration_id, before, limit + 1)
    return page_of(rows, limit, _shown, lambda row: (row.id,))


@router.post("/{integration_id}/payloads/{payload_id}/replay", operation_id="replay_payload")
async def replay_payload(
    request: Request, session: Session, _: Manager, integration_id: UUID, payload_id: UUID
) -> Replayed:
    """A kept request again, as the integration reads it now; its signature is not asked for."""
    row = await _find(session, payload_id)
    if row.integration_id != integration_id:
        raise NotFound("there is no such payload of this integration")
    known = known_of(await integrations.find(session, integration_id))
    try:
        parsed = _parse(row, known)
    except InvalidPayloadError as error:
        raise refused(error) from None
    stage: Stage = request.app.state.intake
    outcomes = await store_with(
        request.app.state.database, stage, known, row.source, parsed, row.body, row.content_type
    )
    ids = [outcome.alert_id for outcome in outcomes if outcome.alert_id]
    return Replayed(accepted=len(outcomes), alert_ids=list(dict.fromkeys(ids)))


@router.post("/preview", operation_id="preview_mapping")
async def preview_mapping(session: Session, _: Manager, body: PreviewMapping) -> MappingPreview:
    """What templates make of a kept request, or of the sample given here; nothing is stored."""
    mapping = Mapping(body.mapping.model_dump(exclude_none=True))
    if faults := mapping.check():
        return MappingPreview(rendered={}, faults=faults)
    payload = await _sample(session, body)
    try:
        texts = rendered(payload, mapping)
    except InvalidPayloadError as error:
        named = {e.field.removeprefix("mapping."): e.reason for e in error.errors}
        return MappingPreview(rendered={}, faults=named)
    return MappingPreview(rendered=texts, event=_as_object(event_of(payload, texts)))


async def _sample(session: AsyncSession, body: PreviewMapping) -> Any:
    if body.payload_id is None:
        return body.sample
    row = await _find(session, body.payload_id)
    try:
        return msgspec.json.decode(row.body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Invalid.field("payload_id", "is not JSON") from None


async def _find(session: AsyncSession, payload_id: UUID) -> PayloadRow:
    row = await payloads.get(session, payload_id)
    if row is None:
        raise NotFound("there is no such payload")
    return row


def _parse(row: PayloadRow, known: Known) -> list[Parsed]:
    if row.source == email_inlet.SOURCE:
        return list(email_inlet.parse(row.body, known))
    headers = Headers({"content-type": row.content_type})
    return list(parse_as(row.source, row.body, headers, known))


def _shown(row: PayloadRow) -> KeptPayload:
    try:
        body, encoding = row.body.decode(), "text"
    except UnicodeDecodeError:
        body, encoding = base64.b64encode(row.body).decode(), "base64"
    return KeptPayload.model_validate(
        {
            "id": row.id,
            "received_at": row.received_at,
            "source": row.source,
            "content_type": row.content_type,
            "status": row.status,
            "error": row.error,
            "alert_ids": row.alert_ids,
            "body": body,
            "encoding": encoding,
        }
    )


def _as_object(event: Parsed) -> dict[str, Any]:
    """An event as JSON shows it, without what is empty and the whole payload again."""
    if isinstance(event, NormalizedAlert):
        fields = msgspec.structs.asdict(event)
        fields.pop("details")
    else:
        fields = dataclasses.asdict(event)
    fields.pop("scope")
    kind = "alert" if isinstance(event, NormalizedAlert) else "reply"
    kept = {name: value for name, value in fields.items() if value not in (None, "", {}, ())}
    return {"kind": kind, **kept}
