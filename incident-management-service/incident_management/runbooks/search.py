"""Runbooks that fit an incident, asked of ai-analysis; the page does not wait for it for long."""

import asyncio

import httpx
from fastapi import Request

from platform_contracts.analysis import FoundRunbook, FoundRunbooks
from platform_contracts.clients.analysis import AnalysisClient
from platform_contracts.clients.base import ApiError
from platform_contracts.vocabulary import Service
from platform_kit.logging import get_logger

SECONDS = 2.0

log = get_logger()


async def search(request: Request, text: str, service: str) -> list[FoundRunbook] | None:
    """Runbooks for a text, the best first; None when ai-analysis does not answer."""
    analysis: AnalysisClient = request.app.state.peers[Service.ANALYSIS]
    query = {"q": text[:1000], "service": service, "limit": 5}
    try:
        async with asyncio.timeout(SECONDS):
            found = await analysis.get("/api/v1/runbook-search", FoundRunbooks, query)
    except (ApiError, httpx.HTTPError, TimeoutError, ValueError) as error:
        log.warning("runbook_search_failed", reason=repr(error))
        return None
    return found.items
