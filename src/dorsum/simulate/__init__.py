"""Forward dynamics: the back let go, with activations, reflexes or a controller.

The package can be called, `dorsum.simulate("upright_standing")`, as `front.simulate` says.
"""

import sys
from types import ModuleType
from typing import Any


class _Simulate(ModuleType):
    """The package itself as the function of its name."""

    def __call__(self, *asked: Any, **options: Any) -> Any:
        """See `front.simulate`."""
        from dorsum.simulate.front import simulate

        return simulate(*asked, **options)


sys.modules[__name__].__class__ = _Simulate
