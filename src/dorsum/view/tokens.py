"""The token that other computers need: where it comes from, and how a browser shows that it was given."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from dorsum.errors import BadInput

SHORTEST_TOKEN = 16  # letters: 80 bits and more if it is random
RANDOM_BYTES = 16  # of a token that is made here
MOST_BYTES = 4096  # of a file with a token
VARIABLE = "DORSUM_TOKEN"
OTHERS = 0o077  # permissions of a file for all but its owner


def chosen(file: Path | None) -> str | None:
    """The token of a file, else of the environment; None without either.

    It is never an option of the command: whoever can list the processes of a computer reads these.

    Raises:
        BadInput: the file cannot be read, or what it holds is no token.
    """
    if file is None:
        token = os.environ.get(VARIABLE)
        return checked(token, VARIABLE) if token else None
    try:
        with file.open("rb") as content:
            token = content.read(MOST_BYTES).decode().strip()
    except OSError as error:
        raise BadInput(f"cannot read the token file {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"the token file {file} holds no text") from error
    return checked(token, str(file))


def readable_by_others(file: Path) -> bool:
    """Whether other users of this computer can read a file; Windows does not tell so."""
    return os.name == "posix" and bool(file.stat().st_mode & OTHERS)


def checked(token: str, where: str) -> str:
    """A token that is long enough and can stand in a header.

    Raises:
        BadInput: it is not.
    """
    if len(token) < SHORTEST_TOKEN:
        raise BadInput(f"the token of {where} has {len(token)} letters: give {SHORTEST_TOKEN} or more")
    if not (token.isascii() and token.isprintable()):
        raise BadInput(f"the token of {where}: take letters and digits in one line")
    return token


def made() -> str:
    """A new token of 22 letters."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def same(given: str, token: str) -> bool:
    """Whether two tokens are one; how long that takes tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def cookie_name(port: int) -> str:
    """Cookies of one computer are shared by all its ports."""
    return f"dorsum-{port}"


def cookie_value(token: str) -> str:
    """What a browser keeps that has given the token: not the token, and good for as long as that is."""
    return hmac.new(token.encode(), b"cookie of the page of dorsum", "sha256").hexdigest()
