"""Print the OpenAPI document, from which the types of the page are made: `python -m dorsum.view.openapi`."""

from __future__ import annotations

import json
from typing import Any

from dorsum.view.server import create_app


def described() -> dict[str, Any]:
    """The OpenAPI document of the server."""
    return create_app().openapi()


def main() -> None:
    """Print it."""
    print(json.dumps(described(), indent=1, ensure_ascii=False, allow_nan=False))


if __name__ == "__main__":
    main()
