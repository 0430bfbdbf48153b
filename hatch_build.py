"""A wheel that holds a compiled kernel is of this platform and of any Python."""

import os
import platform
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Tagged(BuildHookInterface):  # type: ignore[type-arg]
    """Names the platform of a wheel after its libraries: this one, or with DORSUM_PORTABLE those of 2012 on.

    `make wheels` sets it, whose libraries ask no more of a system than that.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        kernel = Path(self.root) / "src" / "dorsum" / "kernel"
        if version == "editable" or not [*kernel.glob("kernel-*.so"), *kernel.glob("kernel-*.dll")]:
            return
        machine = platform.machine().lower()
        linux = f"{'manylinux_2_17' if os.environ.get('DORSUM_PORTABLE') else 'linux'}_{machine}"
        systems = {"darwin": f"macosx_13_0_{machine}", "win32": f"win_{machine}"}
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{systems.get(sys.platform, linux)}"
