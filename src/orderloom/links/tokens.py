"""The secret in a link: drawn by chance and sealed, so that what was guessed never reaches the database.

Only its digest is stored. Whoever reads the table can neither use nor make a link.
"""

import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import constant_time_compare, salted_hmac

from orderloom.identity.queries import token_digest

SALT = "orderloom.links"
CHANCE = 21  # bytes: 28 letters, no padding
SEAL = 12  # bytes: 16 letters
LENGTH = 44

digest_of = token_digest


def make_token() -> str:
    """Return a new secret with its seal."""
    chance = _text(secrets.token_bytes(CHANCE))
    return chance + _seal(chance)


def is_ours(token: str) -> bool:
    """Tell whether this installation has made the secret."""
    if len(token) != LENGTH or not token.isascii():
        return False
    chance, seal = token[:-16], token[-16:]
    return constant_time_compare(seal, _seal(chance))


def _seal(chance: str) -> str:
    return _text(salted_hmac(SALT, chance, algorithm="sha256").digest()[:SEAL])


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()
