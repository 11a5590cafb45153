"""Any JSON, read by templates of the integration: Grafana OnCall's names, and three of ours."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import Reply, ReplyAction
from alert_ingestion.domain.severity import parse_severity
from alert_ingestion.sources.payload import InvalidPayloadError, decode
from alert_ingestion.sources.reading import image, links, make_alert, web_address
from platform_kit.sandbox import TemplateError, compiled, render

SOURCE = "generic"
NAMES: Final = (
    *("grouping_id", "resolve_condition", "acknowledge_condition", "web_title", "web_message"),
    *("source_link", "web_image_url", "routing", "severity", "service", "environment"),
)
_TRUE = ("true", "1", "ok", "yes")
_any = msgspec.json.Decoder(Any)
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True)
class Mapping:
    """Templates by name; what is not there is left to the defaults."""

    templates: dict[str, str] = field(default_factory=dict[str, str])

    def check(self) -> dict[str, str]:
        """The faults of its templates by name; empty when all can be used."""
        faults: dict[str, str] = {}
        for name, template in self.templates.items():
            try:
                compiled(template)
            except TemplateError as error:
                faults[name] = str(error)
        return faults


def parse(body: bytes, mapping: Mapping) -> list[NormalizedAlert | Reply]:
    """What the templates make of a body. Raises InvalidPayloadError."""
    payload = decode(_any, body)
    return [event_of(payload, rendered(payload, mapping))]


def rendered(payload: Any, mapping: Mapping) -> dict[str, str]:
    """Each template's text. Raises InvalidPayloadError naming the template."""
    texts: dict[str, str] = {}
    for name in NAMES:
        template = mapping.templates.get(name)
        if not template:
            continue
        try:
            text = render(template, {"payload": payload, **texts})
        except TemplateError as error:
            raise InvalidPayloadError.field(f"mapping.{name}", str(error)) from None
        texts[name] = text.encode("utf-8", "replace").decode().replace("\x00", "")
    return texts


def event_of(payload: Any, texts: dict[str, str]) -> NormalizedAlert | Reply:
    """The alert, or the acknowledgement, that the rendered templates describe."""
    key = texts.get("grouping_id") or hashlib.sha256(_encode(payload)).hexdigest()[:32]
    if _is_true(texts.get("acknowledge_condition")) and not _is_true(
        texts.get("resolve_condition")
    ):
        return Reply(SOURCE, SOURCE, key[:512], ReplyAction.ACKNOWLEDGE)
    return make_alert(
        SOURCE,
        key,
        texts.get("web_title") or "Alert",
        parse_severity(texts.get("severity", "")),
        firing=not _is_true(texts.get("resolve_condition")),
        service=texts.get("service"),
        environment=texts.get("environment"),
        team=texts.get("routing", "")[:255] or None,
        description=texts.get("web_message", ""),
        generator_url=web_address(texts.get("source_link")),
        links=links(("Source", texts.get("source_link"))) + image(texts.get("web_image_url")),
        details=payload if isinstance(payload, dict) else {"payload": payload},
    )


def _is_true(text: str | None) -> bool:
    return (text or "").strip().lower() in _TRUE
