"""Signs messages as Amazon SNS does, with a certificate made for the test."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from alert_ingestion.sources import sns


@dataclass
class Signer:
    """A key and its certificate."""

    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def certificate(self) -> bytes:
        """The certificate, as PEM."""
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .sign(self.key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)

    def signed(self, body: str) -> str:
        """A message with its real signature in the place of `$SIGN`."""
        envelope = sns.read_envelope(body.encode())
        version = envelope.fields.get("SignatureVersion")
        algorithm = hashes.SHA1() if version == "1" else hashes.SHA256()  # noqa: S303 - version 1
        signature = self.key.sign(envelope.signed_text, padding.PKCS1v15(), algorithm)
        return body.replace("$SIGN", base64.b64encode(signature).decode())
