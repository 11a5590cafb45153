"""Calling providers over HTTP: every way to fail is a Result."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, cast

import httpx

from notification.domain.result import Rejected, Result, Retry
from platform_kit.http import ForbiddenAddress

TRANSIENT: Final = (408, 425, 429)
LONGEST_EXCERPT: Final = 200


async def call(
    http: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    json: Any = None,
    form: Mapping[str, str] | None = None,
    content: str | bytes | None = None,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
) -> httpx.Response | Retry | Rejected:
    """One request. No answer is a Retry, an address that is not called a Rejected."""
    try:
        return await http.request(
            method,
            url,
            json=json,
            data=form,
            content=content,
            headers=dict(headers or {}),
            auth=auth,
        )
    except (ForbiddenAddress, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        return Rejected(f"the address is not called: {error}", "forbidden")
    except ValueError:
        return Rejected("the token holds characters that no header can carry", "refused", "token")
    except httpx.TimeoutException as error:
        return Retry(f"no answer in time: {error!r}", "timeout")
    except httpx.HTTPError as error:
        return Retry(f"no answer: {error!r}", "unreachable")


def refusal(answer: httpx.Response, words: str = "", field: str = "") -> Result:
    """An answer that is no success: 408, 425, 429 and 5xx → Retry, anything else → Rejected."""
    reason = f"{answer.status_code}: {words or answer.text[:LONGEST_EXCERPT]}"
    if answer.status_code >= 500 or answer.status_code in TRANSIENT:
        return Retry(reason, "deferred", retry_after(answer))
    bad_token = answer.status_code == 401 and bool(field)
    return Rejected(reason, "refused", field if bad_token else "", disables=bad_token)


def retry_after(answer: httpx.Response) -> timedelta | None:
    """How long the provider wants to be left alone, if it says so (seconds, or a date)."""
    said = answer.headers.get("retry-after", "").strip()
    try:
        return timedelta(seconds=float(said))
    except (ValueError, OverflowError):
        pass
    try:
        return max(timedelta(), parsedate_to_datetime(said) - datetime.now(UTC))
    except (ValueError, TypeError):
        return None


def document(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; empty for anything else."""
    try:
        found: Any = answer.json()
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
