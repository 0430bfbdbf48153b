"""`python -m dorsum.view.ship`: the scenes of the built-in subjects, beside the code, for a wheel to hold."""

from __future__ import annotations

from dorsum.body.subject import BUILT_IN
from dorsum.view.store import SHIPPED, ship

if __name__ == "__main__":
    ship(BUILT_IN.values())
    print(f"scenes: {', '.join(BUILT_IN)} in {SHIPPED}")
