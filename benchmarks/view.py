"""How quickly the page is answered: the scene, and a slider that is pulled over the live line.

    python benchmarks/view.py [--turns 60]

A server in a process of its own, asked over the loopback, warm. Printed: bytes and time to the first byte of
the scene, from memory and by a server that has just been started; median and worst time from a question on
the live line to the last byte of its answer, alone and while another client has movements analysed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from websockets.sync.client import connect

MOVEMENT = "slow_flexion"  # 71 frames
ANSWERED_MS = 100.0  # the project's own bound for the median of a pulled slider


@contextmanager
def served() -> Iterator[tuple[str, float]]:
    """The address of a server, and when it was started."""
    command = [sys.executable, "-m", "dorsum", "view", "--port", "0"]
    start = time.perf_counter()
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        yield server.stderr.readline().split()[5], start
    finally:
        server.terminate()
        server.wait()


def first_byte(client: httpx.Client, path: str) -> tuple[float, int, int]:
    """Milliseconds to the first byte, bytes sent, bytes unpacked."""
    start = time.perf_counter()
    with client.stream("GET", path) as response:
        raw = response.iter_raw()
        sent = len(next(raw))
        waited = time.perf_counter() - start
        sent += sum(map(len, raw))
        length = response.headers.get("content-encoding", "plain")
    whole = len(client.get(path, headers={"accept-encoding": "identity"}).content)
    assert length == "gzip"
    return 1e3 * waited, sent, whole


def pulled(address: str, turns: int, question: Callable[[int], dict[str, object]]) -> list[float]:
    """Milliseconds from each question to the last byte of its answer."""
    times = []
    with connect(f"{address.replace('http', 'ws')}api/live", open_timeout=60) as line:
        for turn in range(-turns // 4, turns):
            start = time.perf_counter()
            line.send(json.dumps({"id": max(turn, 0)} | question(turn)))
            head = json.loads(line.recv())
            assert head["ok"], head
            line.recv()
            if turn >= 0:  # the first ones warm up
                times.append(1e3 * (time.perf_counter() - start))
    return times


QUESTIONS: dict[str, Callable[[int], dict[str, object]]] = {
    "stimulate: multifidus": lambda k: {
        "kind": "stimulate",
        "muscle": "multifidus",
        "side": "right",
        "activation": 0.5 + k / 200,
    },
    "stimulate: erector spinae": lambda k: {
        "kind": "stimulate",
        "muscle": "erector spinae",
        "activation": 0.5 + k / 200,
    },
    "analyze: bending forward": lambda k: {
        "kind": "analyze",
        "trunk_inclination": 30.0 + k / 4,
        "mass_kg": 5.0,
    },
    "analyze: turning with 10 kg": lambda k: {
        "kind": "analyze",
        "turning": k / 3,
        "mass_kg": 10.0,
        "reach_m": 0.3,
    },
}


@contextmanager
def analysing(address: str) -> Iterator[list[float]]:
    """Another client that asks for one movement after the other; the seconds that each took."""
    over, taken = threading.Event(), list[float]()

    def ask() -> None:
        with connect(f"{address.replace('http', 'ws')}api/live", open_timeout=60, max_size=None) as line:
            while not over.is_set():
                start = time.perf_counter()
                question = {"kind": "analyze", "task": MOVEMENT, "mass_kg": len(taken) % 100 / 10}
                line.send(json.dumps({"id": len(taken)} | question))
                head = json.loads(line.recv())
                assert head["ok"], head
                line.recv()
                taken.append(time.perf_counter() - start)

    other = threading.Thread(target=ask)
    other.start()
    try:
        yield taken
    finally:
        over.set()
        other.join()


def told(name: str, times: list[float]) -> None:
    """Print what a slider took."""
    median, worst = statistics.median(times), max(times)
    print(f"{name}: median {median:.1f} ms, worst {worst:.1f} ms of {len(times)} (bound {ANSWERED_MS:g} ms)")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=60)
    turns = parser.parse_args().turns
    print(f"{len(os.sched_getaffinity(0))} core(s)")
    for _ in range(2):  # the first one may have to build the scene
        with served() as (address, start), httpx.Client(base_url=address, timeout=120) as client:
            for path in ("", "api/scene", "api/scene/buffer"):
                client.get(path).raise_for_status()
            ready = time.perf_counter() - start
    print(f"page, scene and buffer {ready:.2f} s after `dorsum view` was started, scene from disk")
    with served() as (address, _), httpx.Client(base_url=address, timeout=120) as client:
        for path in ("api/scene", "api/scene/buffer"):
            client.get(path)
            waited, sent, whole = first_byte(client, path)
            print(
                f"{path}: first byte after {waited:.1f} ms, {sent / 1e6:.2f} MB packed, {whole / 1e6:.2f} MB"
            )
        for name, question in QUESTIONS.items():
            told(name, pulled(address, turns, question))
        with analysing(address) as taken:
            print(f"while another client has {MOVEMENT} analysed again and again:")
            for name, question in QUESTIONS.items():
                told(f"  {name}", pulled(address, turns, question))
        print(f"  each of the {len(taken)} movements took {statistics.median(taken):.2f} s")


if __name__ == "__main__":
    main()
