"""The facts made answerable: a muscle by any of its names, and muscles by what is known of them."""

from .atlas import Atlas
from .muscle import Muscle
from .region import Region

__all__ = ["Atlas", "Muscle", "Region"]
