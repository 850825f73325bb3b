# SPDX-License-Identifier: EUPL-1.2
"""Tokens of invitations: the link holds the token, the database only its hash."""

import hashlib
import secrets


def new_token() -> str:
    """A token nobody can guess (256 bits), fit for an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256, so that a leaked database opens nothing."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
