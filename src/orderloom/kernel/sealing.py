"""What must be kept but not be readable in the database: sealed with a key made of the installation's secret."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(ValueError):
    """What was sealed under another installation's secret cannot be opened here."""


@lru_cache(maxsize=8)
def derived(purpose: str, secret: str) -> bytes:
    """Return 32 bytes that belong to the purpose alone and follow from the secret."""
    return HKDF(SHA256(), 32, salt=None, info=f"orderloom {purpose}".encode()).derive(secret.encode())


def seal(text: str) -> str:
    """Return the text as only this installation can read it again."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed. Raises Unreadable."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("it was sealed with another secret key") from error


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived("seal", settings.SECRET_KEY)))
