"""API keys become tokens where a request comes in."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from platform_kit.auth.api_keys import ApiKeys, Exchange, exchange_at
from platform_kit.hot import HotRoutes, ServiceApp
from platform_kit.problems import Unavailable


class Exchanger:
    """Knows one key; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False

    async def __call__(self, key: str) -> str | None:
        self.asked += 1
        if self.away:
            raise Unavailable("the API key cannot be checked now")
        return "a.b.c" if key == "ipk_right" else None


async def show(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.headers.get("authorization", "none"))


def client_behind(exchange: Exchange) -> httpx.AsyncClient:
    app = ApiKeys(Starlette(routes=[Route("/", show)]), exchange)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service.test")


async def asked(client: httpx.AsyncClient, authorization: str) -> tuple[int, str]:
    answer = await client.get("/", headers={"authorization": authorization})
    return answer.status_code, answer.text


async def test_a_key_is_exchanged_once_and_the_app_sees_a_token() -> None:
    exchange = Exchanger()
    client = client_behind(exchange)
    for _ in range(3):
        assert await asked(client, "Bearer ipk_right") == (200, "Bearer a.b.c")
    assert exchange.asked == 1


async def test_a_wrong_key_is_refused_and_other_tokens_pass_untouched() -> None:
    client = client_behind(Exchanger())
    assert (await asked(client, "Bearer ipk_wrong"))[0] == 401
    assert await asked(client, "Bearer x.y.z") == (200, "Bearer x.y.z")
    assert (await client.get("/")).text == "none"


async def test_while_keys_cannot_be_checked_the_answer_is_503_and_not_kept() -> None:
    exchange = Exchanger()
    exchange.away = True
    client = client_behind(exchange)
    assert (await asked(client, "Bearer ipk_right"))[0] == 503
    exchange.away = False
    assert (await asked(client, "Bearer ipk_right"))[0] == 200


@pytest.mark.parametrize(("status", "token"), [(200, "t"), (401, None), (422, None)])
async def test_a_peer_says_whether_a_key_is_valid(status: int, token: str | None) -> None:
    answer = httpx.Response(status, json={"access_token": "t", "expires_in": 1})
    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: answer))
    assert await exchange_at(client, "http://oncall.test")("ipk_x") == token


async def test_a_peer_that_fails_is_unavailable() -> None:
    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500)))
    with pytest.raises(Unavailable):
        await exchange_at(client, "http://oncall.test")("ipk_x")


async def test_hot_routes_see_a_token_in_the_place_of_a_key_too() -> None:
    app = ServiceApp()
    app.hot = HotRoutes([Route("/hot", show)], 1024, Exchanger())
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service.test")
    right = await client.get("/hot", headers={"authorization": "Bearer ipk_right"})
    assert (right.status_code, right.text) == (200, "Bearer a.b.c")
    wrong = await client.get("/hot", headers={"authorization": "Bearer ipk_wrong"})
    assert wrong.status_code == 401
