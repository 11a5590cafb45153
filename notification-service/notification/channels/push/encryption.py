"""Web push on the wire: the body encrypted for one browser (RFC 8291), and who sends it (VAPID)."""

import base64
import os
import time
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

RECORD: Final = 4096
TOKEN_SECONDS: Final = 12 * 3600


def b64(raw: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """Raises ValueError for anything that is no such text."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def encrypt(body: bytes, browser_key: bytes, auth: bytes) -> bytes:
    """One aes128gcm record. Raises ValueError for keys that are none."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser_key)
    mine = ec.generate_private_key(ec.SECP256R1())
    public = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = mine.exchange(ec.ECDH(), theirs)
    key_info = b"WebPush: info\x00" + browser_key + public
    secret = _derive(shared, auth, key_info, 32)
    salt = os.urandom(16)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\x00", 12)
    sealed = AESGCM(key).encrypt(nonce, body + b"\x02", None)
    return salt + RECORD.to_bytes(4, "big") + len(public).to_bytes(1, "big") + public + sealed


def _derive(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(key)


def new_vapid_key() -> ECKey:
    """The platform's own key pair for web push."""
    return ECKey.generate_key("P-256", private=True)


def public_point(key: ECKey) -> str:
    """The public half as browsers want it (`applicationServerKey`)."""
    values = key.as_dict(private=False)
    return b64(b"\x04" + unb64(str(values["x"])) + unb64(str(values["y"])))


def vapid_header(key: ECKey, endpoint: str, subject: str) -> str:
    """The Authorization header for one push service."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + TOKEN_SECONDS,
        "sub": subject,
    }
    token = jwt.encode({"alg": "ES256", "typ": "JWT"}, claims, key, algorithms=["ES256"])
    return f"vapid t={token}, k={public_point(key)}"
