"""What is printed of a result, and results with other loads."""

from dataclasses import replace

import numpy as np
from rich.console import Console


def shown(print_it, *args, width=120):
    """What is printed of the first argument; others, such as `True` for in full, go behind the console."""
    console = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    with console.file:
        print_it(args[0], console, *args[1:])
        return console.export_text()


def bearing(result, compression, forward, right):
    """The same result as if every disc bore these loads, N."""
    everywhere = np.ones_like(result.compression)
    loads = {"compression": compression, "anterior_shear": forward, "right_shear": right}
    return replace(
        result, analysis=result.analysis._replace(**{key: n * everywhere for key, n in loads.items()})
    )
