"""Many clients of one server at once: pages, questions, sliders, pulls, broken frames, and some that vanish.

    python tests/view/crowd.py [--clients 30] [--seconds 600] [--seed 1]

starts `dorsum view`, lets the clients at it, and prints what they did and how much memory the server took.
It fails where an answer is lost, late or somebody else's, where the log says a word, or where memory grows.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import socket
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import headless
import httpx
import numpy as np
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

WAIT_S = 300.0  # after that an answer counts as lost: on a computer that does much else, too
FIRST_WAIT_S = 900.0  # a scene may be drawn for the first time
MASSES = (0.0, 1.0, 2.5, 5.0, 7.5, 10.0, 12.5, 15.0)  # kg in the hands
PULLS = ("multifidus", "psoas major", "rectus abdominis", "quadratus lumborum")
BROKEN = ("{", "[]", '{"id": 1, "kind": 7}', b"\x00\xff", '{"id": 1, "kind": "analyze", "mass_kg": "much"}')
RAW_BROKEN = (b"\x81\x82\0\0\0\0\xff\xfe", b"\x83\x80\0\0\0\0", b"\x81\x02{}", b"\x81\xff" + b"\x7f" * 8)
HALF = (b"", b"GET / HT", b"POST /api/analyze HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99\r\n\r\n{")
SAME = 1e-5  # share by which an answer may differ from that to the same question
MOST_GROWTH = 0.10  # of the memory, between the second and the last fifth of the time
LOOK_S = 2.0


class Lost(Exception):
    """An answer that did not come, or was not that to the question."""


class Client:
    """One of the clients; all that it does follows from its seed."""

    def __init__(self, address: str, seed: int, known: Mapping[float, float]) -> None:
        self.address, self.known = address, known
        self.done: Counter[str] = Counter()
        self.longest_s = 0.0
        self._lot = random.Random(seed)
        parts = urlsplit(address)
        self._place = (parts.hostname or "", parts.port or 80)
        self._kept: list[socket.socket] = []  # half open, until the server closes them

    def go_on(self, until: float, each_once: bool = False) -> Client:
        """Do one thing after the other by lot until a time, or each thing once."""
        ways: dict[Callable[[], None], int] = {
            self.page: 1, self.plain: 4, self.sliders: 4, self.pull: 2, self.broken: 2, self.vanish: 2
        }  # fmt: skip
        with httpx.Client(base_url=self.address, timeout=WAIT_S) as self._http:
            todo = self._lot.sample(list(ways), len(ways)) if each_once else []
            while todo or time.monotonic() < until:
                way = todo.pop() if todo else self._lot.choices(list(ways), list(ways.values()))[0]
                start = time.monotonic()
                way()
                self.longest_s = max(self.longest_s, time.monotonic() - start)
                self.done[way.__name__] += 1
        for half in self._kept:
            half.close()
        return self

    def page(self) -> None:
        """Load the page with its scene."""
        home = self._ask("GET", "/").text
        for name in re.findall(r'(?:src|href)="\./([^"]+)"', home):
            self._ask("GET", f"/{name}")
        info = self._ask("GET", "/api/scene").json()
        if len(self._ask("GET", "/api/scene/buffer").content) < 1000 or not info["muscles"]:
            raise Lost("a scene without muscles")
        for name in ("muscles", "tasks", "subjects", "holdables"):
            self._ask("GET", f"/api/{name}")

    def plain(self) -> None:
        """Ask one question over HTTP."""
        mass = self._lot.choice(MASSES)
        found = self._ask("POST", "/api/analyze", json={"mass_kg": mass}).json()
        self.check(mass, found["levels"][0][0]["compression"])

    def sliders(self) -> None:
        """Drag a slider: all questions hear of their fate, the newest is answered."""
        with self._line() as line:
            masses = [self._lot.choice(MASSES) for _ in range(self._lot.randint(2, 12))]
            for number, mass in enumerate(masses):
                line.send(json.dumps({"id": number, "kind": "analyze", "mass_kg": mass}))
                time.sleep(self._lot.uniform(0, 0.03))
            left = set(range(len(masses)))
            while left:
                head, first = self._hear(line)
                if head["id"] not in left:
                    raise Lost(f"an answer to {head['id']}, which is not asked")
                left.discard(head["id"])
                if head["ok"]:
                    self.check(masses[head["id"]], first)
                elif not head.get("superseded") or head["id"] == len(masses) - 1:
                    raise Lost(f"{head}")

    def pull(self) -> None:
        """Pull a muscle on a live line."""
        with self._line() as line:
            muscle, activation = self._lot.choice(PULLS), self._lot.uniform(0.05, 0.4)
            line.send(json.dumps({"id": 5, "kind": "stimulate", "muscle": muscle, "activation": activation}))
            head, _ = self._hear(line)
            if not head["ok"] or head["id"] != 5:
                raise Lost(f"{head}")

    def broken(self) -> None:
        """Send what no question can be; where the line stays it still answers."""
        with self._line() as line:
            line.send(self._lot.choice(BROKEN))
            if json.loads(line.recv(WAIT_S))["problem"]["status"] not in (400, 422):
                raise Lost("a message that cannot be read was not refused")
            mass = self._lot.choice(MASSES)
            line.send(json.dumps({"id": 9, "kind": "analyze", "mass_kg": mass}))
            self.check(mass, self._hear(line)[1])
            line.socket.sendall(self._lot.choice(RAW_BROKEN))
            try:
                line.recv(WAIT_S)
            except ConnectionClosed:
                return
            raise Lost("a broken frame did not close its line")

    def vanish(self) -> None:
        """Leave without a farewell: in the middle of a question, and half open."""
        with self._line() as line:
            line.send(json.dumps({"id": 1, "kind": "analyze", "mass_kg": self._lot.choice(MASSES)}))
            line.socket.close()
        half = socket.create_connection(self._place, WAIT_S)
        half.sendall(self._lot.choice(HALF))
        self._kept.append(half)
        while len(self._kept) > 3:
            self._kept.pop(0).close()

    def _ask(self, method: str, path: str, **more: object) -> httpx.Response:
        while True:
            answer = self._http.request(method, path, **more)  # type: ignore[arg-type]
            if answer.status_code not in (429, 503):
                return answer.raise_for_status()
            self.done["told to wait"] += 1
            time.sleep(float(answer.headers["retry-after"]))

    def _line(self) -> ClientConnection:
        host, port = self._place
        return connect(f"ws://{host}:{port}/api/live", open_timeout=WAIT_S, ping_interval=None)

    def _hear(self, line: ClientConnection) -> tuple[dict[str, object], float]:
        """The next head, and the load at L5/S1 where it is the answer to an analysis."""
        head = json.loads(line.recv(WAIT_S))
        if not head["ok"]:
            return head, float("nan")
        numbers = np.frombuffer(line.recv(WAIT_S), "<f4")  # type: ignore[call-overload]
        return head, float(numbers[head["binary"]["compression"][0]]) if head["kind"] == "analyze" else 0.0

    def check(self, mass: float, load: float) -> None:
        """Hold a load against that to the same question, asked alone.

        Raises:
            Lost: it is another.
        """
        if not abs(load - self.known[mass]) <= SAME * self.known[mass]:
            raise Lost(f"{load} N with {mass} kg in place of {self.known[mass]} N")


def crowd(address: str, clients: int, seconds: float, seed: int, each_once: bool = False) -> list[Client]:
    """What so many clients did in so long, by lot or at first each thing once.

    Raises:
        Lost: an answer was not that to its question.
    """
    with httpx.Client(base_url=address, timeout=FIRST_WAIT_S) as first:
        first.get("/api/scene").raise_for_status()
        asked = {mass: first.post("/api/analyze", json={"mass_kg": mass}) for mass in MASSES}
    known = {m: a.raise_for_status().json()["levels"][0][0]["compression"] for m, a in asked.items()}
    if not all(known[a] < known[b] for a, b in pairwise(MASSES)):
        raise Lost(f"loads do not grow with the mass: {known}")
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(clients) as pool:
        everyone = [Client(address, 1000 * seed + k, known) for k in range(clients)]
        return list(pool.map(lambda one: one.go_on(until, each_once), everyone))


def resident_mb(process: int) -> float:
    """Memory that a process holds, as Linux tells it."""
    told = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", told)
    assert found is not None
    return int(found[1]) / 1024


def growth(sizes: list[float]) -> float:
    """By what share the median of the last fifth is above that of the second."""
    fifth = max(1, len(sizes) // 5)
    return statistics.median(sizes[-fifth:]) / statistics.median(sizes[fifth : 2 * fifth]) - 1


def main() -> int:
    """The soak."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--clients", type=int, default=30)
    words.add_argument("--seconds", type=float, default=600)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    sizes: list[float] = []
    with headless.started() as (address, server):
        over = threading.Event()

        def look() -> None:
            while not over.wait(LOOK_S):
                sizes.append(resident_mb(server.pid))

        looking = threading.Thread(target=look)
        looking.start()
        try:
            found = crowd(address, asked.clients, asked.seconds, asked.seed)
        finally:
            over.set()
            looking.join()
        server.terminate()
        assert server.stderr is not None
        log = server.stderr.read()
    done = sum((client.done for client in found), Counter[str]())
    grown = growth(sizes)
    print(f"{asked.clients} clients, {asked.seconds:g} s, seed {asked.seed}: nothing lost")
    print(", ".join(f"{name} {count}" for name, count in sorted(done.items())))
    print(f"longest {max(client.longest_s for client in found):.1f} s")
    tenth = max(1, len(sizes) // 10)
    print("memory, MB: " + " ".join(f"{size:.0f}" for size in sizes[::tenth]) + f" {sizes[-1]:.0f}")
    print(
        f"growth from the second fifth to the last {100 * grown:+.1f} % (at most {100 * MOST_GROWTH:.0f} %)"
    )
    print(f"log: {log.strip() or 'silent'}")
    return int(grown > MOST_GROWTH or bool(log.strip()))


if __name__ == "__main__":
    sys.exit(main())
