"""HTTP gateways for texts and calls: Twilio by preset, any other by templates.

A second gateway takes over when the first does not take a message.
"""

import json
from datetime import timedelta
from typing import Any, Final, Literal

import httpx
from pydantic import Field, SecretStr, field_validator

from notification.channels.calling import call, document, refusal
from notification.channels.interface import ChannelConfig, Checked, Outgoing
from notification.domain.result import Rejected, Result, Retry, Sent
from platform_kit.sandbox import TemplateError, compiled, render

_OPTED_OUT: Final = 21610
_BAD_NUMBERS: Final = (21211, 21214, 21217, 21614, _OPTED_OUT)
_BAD_CREDENTIALS: Final = 20003


class GatewayConfig(ChannelConfig):
    """One gateway. `kind` twilio: account and number; template: a request in Jinja2.

    Templates know `to`, `text`, `subject`, `link`, `id`, `sender` and `secret`.
    """

    kind: Literal["twilio", "template"] = "twilio"
    account: str = ""
    secret: SecretStr | None = None
    sender: str = ""
    api_url: str = "https://api.twilio.com"
    url: str = ""
    method: Literal["POST", "PUT", "GET"] = "POST"
    headers: dict[str, str] = {}
    body: str = '{"to": {{ to | tojson }}, "text": {{ text | tojson }}}'
    receipt: str = ""
    daily_limit: int = Field(default=200, ge=1, le=100_000)

    @field_validator("url", "body", "receipt")
    @classmethod
    def _is_a_template(cls, value: str) -> str:
        try:
            compiled(value)
        except TemplateError as error:
            raise ValueError(str(error)) from None
        return value


class Gateway:
    """Hands over to one gateway."""

    def __init__(self, config: GatewayConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http

    async def check(self) -> Checked:
        """Twilio: the account's name. A template says nothing without a message."""
        config = self._config
        if config.kind == "template":
            return Checked(bool(config.url), "the templates can be used", "url")
        if not config.account or config.secret is None:
            return Checked(False, "account and secret are needed", "account")
        answer = await call(self._http, "GET", f"{self._account_url}.json", auth=self._auth)
        if isinstance(answer, Retry | Rejected):
            return Checked(False, answer.reason, "api_url")
        said = document(answer)
        if not answer.is_success:
            return Checked(False, f"{answer.status_code}: {said.get('message', '')}", "secret")
        return Checked(True, str(said.get("friendly_name", "")))

    async def twilio(
        self, resource: str, form: dict[str, str], receipt_within: timedelta
    ) -> Result:
        """POST to a resource of the account; 201 gives its name, which receipts come under."""
        address = f"{self._account_url}/{resource}.json"
        values = {"From": self._config.sender, **form}
        answer = await call(self._http, "POST", address, form=values, auth=self._auth)
        if not isinstance(answer, httpx.Response):
            return answer
        said = document(answer)
        if answer.is_success:
            return Sent(str(said.get("sid", "")), receipt_within)
        code, words = said.get("code"), f"{said.get('code', '')} {said.get('message', '')}"
        if code == _BAD_CREDENTIALS:
            return Rejected(words, "refused", "secret", disables=True)
        if code in _BAD_NUMBERS:
            return Rejected(words, "opted_out" if code == _OPTED_OUT else "bad_number")
        return refusal(answer, words.strip(), field="secret")

    async def template(self, message: Outgoing, text: str) -> Result:
        """The request that the templates make."""
        config = self._config
        values: dict[str, Any] = {
            "to": message.address,
            "text": text,
            "subject": message.text.subject,
            "link": message.text.link,
            "id": str(message.id),
            "sender": config.sender,
            "secret": config.secret.get_secret_value() if config.secret else "",
        }
        try:
            url = render(config.url, values)
            body = render(config.body, values)
            headers = {name: render(value, values) for name, value in config.headers.items()}
        except TemplateError as error:
            return Rejected(f"a template fails: {error}", "template", "body")
        content = None if config.method == "GET" else body
        headers = {"content-type": "application/json"} | headers
        answer = await call(self._http, config.method, url, content=content, headers=headers)
        if not isinstance(answer, httpx.Response):
            return answer
        if not answer.is_success:
            return refusal(answer)
        return Sent(_receipt(config.receipt, answer) or str(answer.status_code))

    @property
    def _account_url(self) -> str:
        base = self._config.api_url.rstrip("/")
        return f"{base}/2010-04-01/Accounts/{self._config.account}"

    @property
    def _auth(self) -> tuple[str, str]:
        secret = self._config.secret
        return self._config.account, secret.get_secret_value() if secret else ""


def _receipt(template: str, answer: httpx.Response) -> str:
    if not template:
        return ""
    try:
        return render(template, {"answer": json.loads(answer.content or b"null")})[:200]
    except (TemplateError, ValueError):
        return ""
