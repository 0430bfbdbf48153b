"""One analysis by the command line of a tree, and what of its CPU time is the balance of the frames.

    python benchmarks/recording_stages.py ARGUMENTS OF dorsum

To be run by the Python of the tree. The last line of standard error has the CPU seconds of the process from
its start on, and those that passed within `analyse_recorded`, which are its own where one worker computes.
"""

import atexit
import sys
import time
from typing import Any

from revision import either


def main() -> None:
    from dorsum.cli.main import main as dorsum
    from dorsum.cli.terminal import compute_on_one_core

    compute_on_one_core()  # before NumPy is there
    recorded = either("dorsum.motion.recorded.analyze")
    name = "analyse_recorded" if hasattr(recorded, "analyse_recorded") else "analyse_frames"  # as of old
    balance, spent = getattr(recorded, name), 0.0

    def timed(*arguments: Any, **named: Any) -> Any:
        nonlocal spent
        start = time.process_time()
        found = balance(*arguments, **named)
        spent += time.process_time() - start
        return found

    setattr(recorded, name, timed)
    atexit.register(lambda: print(time.process_time(), spent, file=sys.stderr))
    dorsum(sys.argv[1:])


if __name__ == "__main__":
    main()
