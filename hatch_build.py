"""A wheel that holds a compiled kernel is of this platform and of any Python."""

import platform
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Tagged(BuildHookInterface):  # type: ignore[type-arg]
    """Names the platform of a wheel after its libraries; `make wheels` builds those for old systems, too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        kernel = Path(self.root) / "src" / "dorsum" / "kernel"
        if version == "editable" or not [*kernel.glob("kernel-*.so"), *kernel.glob("kernel-*.dll")]:
            return
        machine = platform.machine().lower()
        systems = {"darwin": f"macosx_13_0_{machine}", "win32": f"win_{machine}"}
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{systems.get(sys.platform, f'manylinux_2_17_{machine}')}"
