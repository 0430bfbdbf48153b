"""The environments: Gymnasium's own check, the same episode from the same seed, who falls and who stands."""

import re
import subprocess
import sys
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

import dorsum.gym
from dorsum.errors import BadInput, UnknownName
from dorsum.simulation.gym import BackEnv

NAMES = tuple(dorsum.gym.ENVIRONMENTS)


def episode(env, policy, seed=0):
    """Steps until the end, whether it fell, and the sum of rewards."""
    env.reset(seed=seed)
    steps, total, fell, over = 0, 0.0, False, False
    while not over:
        _, reward, fell, cut, _ = env.step(policy(env.unwrapped))
        steps, total, over = steps + 1, total + reward, fell or cut
    return steps, fell, total


def nothing(back):
    return np.zeros(back.action_space.shape, np.float32)


def solved(back):
    return back.solved_action()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("action", ["fascicles", "muscles"])
def test_gymnasium_finds_no_fault(name, action):
    """Warnings are errors here."""
    check_env(gymnasium.make(name, action=action).unwrapped)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_doing_nothing_falls_and_solved_activations_with_reflexes_hold(name):
    env = gymnasium.make(name, feedback="reflex")
    steps, fell, held = episode(env, solved)
    assert not fell
    assert steps == env.spec.max_episode_steps
    assert held > 0.8 * steps
    *_, dropped = episode(gymnasium.make(name), nothing)
    assert dropped < 0.5 * held


@pytest.mark.slow
def test_doing_nothing_ends_off_the_plan():
    env = gymnasium.make("dorsum/Hold-v0")
    env.reset(seed=1)
    for _ in range(50):
        *_, info = env.step(nothing(env.unwrapped))
    assert info["distance_deg"] > 3.0
    assert info["reward_posture"] < 0.2
    assert info["reward_effort"] == 0.0


@pytest.mark.slow
def test_a_seed_gives_the_same_episode_and_another_seed_another():
    env = gymnasium.make("dorsum/Push-v0")
    ends = []
    for seed in (3, 3, 4):
        _, info = env.reset(seed=seed)
        for _ in range(5):
            observation, *_ = env.step(solved(env.unwrapped))
        ends.append((observation, info["push_n"]))
    np.testing.assert_array_equal(ends[0][0], ends[1][0])
    np.testing.assert_array_equal(ends[0][1], ends[1][1])
    assert not np.array_equal(ends[0][0], ends[2][0])


@pytest.mark.slow
def test_the_push_is_felt():
    """In one episode with, in one without, all else the same."""
    seen = []
    for pushed in (True, False):
        env = BackEnv(pushed=pushed, feedback="reflex")
        env.reset(seed=7)
        for _ in range(60):
            *_, info = env.step(solved(env))
        seen.append(info["distance_deg"])
    assert seen[0] > 2 * seen[1]


def test_muscles_share_an_activation():
    env = BackEnv(action="muscles")
    assert len(env.action_names) < 200
    assert len(set(env.action_names)) == len(env.action_names)
    assert env.action_space.shape == (len(env.action_names),)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_number_in_an_action_is_refused_and_infinite_ones_are_cut(name):
    env = gymnasium.make(name, disable_env_checker=True).unwrapped
    env.reset(seed=0)
    action = solved(env).astype(float)
    action[2] = np.nan
    with pytest.raises(BadInput, match=re.escape(f"action[2] of {env.action_names[2]} is no number")):
        env.step(action)
    rewards = []
    for least, most in ((0.0, 1.0), (-np.inf, np.inf), (-5.0, 7.0)):
        action[2:4] = least, most
        env.reset(seed=0)
        observation, reward, *_ = env.step(action)
        assert np.isfinite(observation).all()
        rewards.append(reward)
    assert rewards == pytest.approx([rewards[0]] * 3, rel=1e-12)  # sums round by where arrays lie
    assert np.isfinite(rewards[0])


@pytest.mark.parametrize("action", [np.zeros(3), 0.5, "all", np.zeros((1, 1)), None])
def test_an_action_of_another_shape_is_refused(action):
    with pytest.raises(BadInput, match=r"^an action "):
        BackEnv(action="muscles").step(action)


def test_unknown_kind_of_action():
    with pytest.raises(UnknownName, match="kind of action"):
        BackEnv(action="joints")


def test_importing_it_registers_and_loads_no_model():
    code = "import sys, dorsum.gym as g, gymnasium; print(*(n in gymnasium.registry for n in g.ENVIRONMENTS))"
    code += "; print('jax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True", "False"]


def test_without_gymnasium_the_message_names_the_extra():
    code = "import sys; sys.modules['gymnasium'] = None; import dorsum.gym"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "ImportError: dorsum.gym needs Gymnasium: pip install 'dorsum[simulate]'" in done.stderr


@pytest.mark.slow
def test_the_lines_of_the_readme_run():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (block,) = (b for b in re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL) if "dorsum.gym" in b)
    names = {}
    exec(compile(block, "README.md", "exec"), names)
    assert names["reward"] > 0.5
    assert not names["fell"]
