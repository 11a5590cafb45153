"""Amazon SNS: messages signed with Amazon's certificate, and subscriptions to confirm."""

import base64
from typing import Final

import httpx
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from alert_ingestion.sources import sns
from alert_ingestion.wires.stage import Stage
from platform_kit.logging import get_logger
from platform_kit.problems import Forbidden, Unavailable

_HASHES: Final = {"1": hashes.SHA1(), "2": hashes.SHA256()}  # noqa: S303 - version 1 is SHA-1
MOST_CERTIFICATES: Final = 64

log = get_logger()


async def check(stage: Stage, body: bytes) -> str:
    """The message's id, once its signature holds; a wanted subscription is confirmed.

    Raises InvalidPayloadError, Forbidden, and Unavailable when Amazon cannot be asked.
    """
    envelope = sns.read_envelope(body)
    if stage.settings.sns_signatures:
        _verify(envelope, await _certificate(stage, envelope))
    if envelope.kind == "SubscriptionConfirmation":
        await _confirm(stage, envelope)
    return envelope.message_id


def _verify(envelope: sns.Envelope, certificate: bytes) -> None:
    algorithm = _HASHES.get(str(envelope.fields.get("SignatureVersion")))
    if algorithm is None:
        raise Forbidden("the signature is of an unknown version")
    try:
        signature = base64.b64decode(str(envelope.fields.get("Signature")), validate=True)
        key = x509.load_pem_x509_certificate(certificate).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise Forbidden("the certificate is not one of Amazon SNS")
        key.verify(signature, envelope.signed_text, padding.PKCS1v15(), algorithm)
    except (ValueError, InvalidSignature):
        raise Forbidden("the signature is wrong") from None


async def _certificate(stage: Stage, envelope: sns.Envelope) -> bytes:
    address = envelope.fields.get("SigningCertURL")
    if not sns.is_amazons(address):
        raise Forbidden("SigningCertURL is not an address of Amazon SNS")
    known = stage.certificates.get(str(address))
    if known is None:
        known = (await _get(stage, str(address))).content
        if len(stage.certificates) >= MOST_CERTIFICATES:
            stage.certificates.clear()
        stage.certificates[str(address)] = known
    return known


async def _confirm(stage: Stage, envelope: sns.Envelope) -> None:
    address = envelope.fields.get("SubscribeURL")
    if not sns.is_amazons(address):
        raise Forbidden("SubscribeURL is not an address of Amazon SNS")
    await _get(stage, str(address))
    log.info("sns_subscription_confirmed", topic=envelope.topic)


async def _get(stage: Stage, address: str) -> httpx.Response:
    try:
        answer = await stage.outside.get(address)
    except httpx.HTTPError as error:
        raise Unavailable(f"Amazon SNS cannot be asked: {error!r}", retry_after=5) from None
    if not answer.is_success:
        raise Forbidden(f"Amazon SNS answered {answer.status_code}")
    return answer
