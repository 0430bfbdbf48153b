"""Gymnasium environments of the back: importing this module registers them.

    import gymnasium
    import dorsum.gym

    env = gymnasium.make("dorsum/Hold-v0")

`dorsum.simulation.gym.BackEnv` says what is observed, done and rewarded. Installed with the package,
Gymnasium also finds the environments by itself. Needs the extra: pip install 'dorsum[simulate]'.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

try:
    import gymnasium
except ImportError as error:
    raise ImportError("dorsum.gym needs Gymnasium: pip install 'dorsum[simulate]'") from error

# Name → options of the environment, and how many steps of 20 ms an episode has at most.
ENVIRONMENTS: Mapping[str, tuple[dict[str, Any], int]] = MappingProxyType(
    {
        "dorsum/Hold-v0": ({"task": "upright_standing"}, 250),
        "dorsum/Lift-v0": ({"task": "lift"}, 100),
        "dorsum/Push-v0": ({"task": "upright_standing", "pushed": True}, 150),
    }
)


def register() -> None:
    """Tell Gymnasium of the environments, once."""
    for name, (options, steps) in ENVIRONMENTS.items():
        if name not in gymnasium.registry:
            gymnasium.register(
                name,
                entry_point="dorsum.simulation.gym:BackEnv",
                kwargs=options,
                max_episode_steps=steps,
            )


register()
