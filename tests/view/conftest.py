"""Apps with small scenes, on the model that other tests use, too; and a server on a free port."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import headless
import httpx
import numpy as np
import pytest
from chromium_page import FINE, SIZE, Page
from fastapi import FastAPI

from dorsum.body.body import Body
from dorsum.view.scene import Built, assemble
from dorsum.view.serve import configured
from dorsum.view.server import create_app
from dorsum.view.settings import Bounds, Settings, listen
from dorsum.view.store import Scenes

WITHOUT_BOUNDS = Bounds(
    requests_per_s=1e6, requests_at_once=10**6, messages_per_s=1e6, messages_at_once=10**6
)
CORNERS = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1.0]])
FACES = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], dtype=np.uint32)


class Thing:
    """A surface or mesh with the fields that the scene reads."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__ |= fields


def small_surfaces(body: Body) -> tuple[Thing, ...]:
    """A tetrahedron of 1 cm on every body, and a disc between the first two."""
    bones = [
        Thing(
            name=name,
            title=name,
            body=i,
            tissue="bone",
            vertices=(body.skeleton.centre[i] + CORNERS / 100).astype(np.float32),
            normals=(CORNERS - CORNERS.mean(0)).astype(np.float32),
            faces=FACES,
            body2=None,
            weight=None,
        )
        for i, name in enumerate(body.skeleton.names)
    ]
    disc = Thing(
        **(
            vars(bones[0])
            | {"name": "disc L5/S1", "tissue": "disc", "body2": 1, "weight": np.linspace(0, 1, 4)}
        )
    )
    return (*bones, disc)


def small_mesh(body: Body) -> Thing:
    """A triangle on the first piece of every fascicle."""
    n = len(body.fascicles)
    first = np.concatenate([[0], np.cumsum([len(f.path) for f in body.fascicles])[:-1]])
    return Thing(
        point=np.repeat(first, 6).reshape(-1, 2),
        t=np.tile([[0.0, 0.0], [0.5, 0.0], [1.0, 1.0]], (n, 1)),
        across=np.tile([[0.0, 0.0], [0.01, 0.0], [0.02, 0.0]], (n, 1)),
        weight=np.tile([0.0, 0.5, 1.0], n),
        level=np.tile([0.0, 2.5, 0.0], n),
        trunk=np.tile([0.0, 0.2, 0.0], n),
        offset=np.tile([[0.01, 0, 0], [0, 0, 0.01], [0, 0, 0]], (n, 1)),
        normal=np.tile([0.0, 0.0, 1.0], (3 * n, 1)),
        fascicle=np.repeat(np.arange(n), 3),
        flesh=np.tile([0.0, 1.0, 0.0], n),
        faces=np.arange(3 * n).reshape(n, 3),
        face_start=np.arange(n + 1),
    )


def small(body: Body) -> Built:
    return assemble(body, small_surfaces(body), small_mesh(body))


@pytest.fixture
def small_scene() -> Callable[[Body], Built]:
    """Builds a small scene."""
    return small


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built page."""
    folder = tmp_path_factory.mktemp("static")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Dorsum</title>", encoding="utf-8")
    (folder / "assets" / "index-Ab3_x9-Q.js").write_text("export const a = 1;\n" * 99, encoding="utf-8")
    (folder / "assets" / "style.css").write_text("body { margin: 0 }", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True, scope="session")
def scenes_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Small scenes are not kept where real ones are."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("scenes")
        patch.setattr("dorsum.view.store._folder", lambda: folder)
        patch.setattr("dorsum.view.store.SHIPPED", folder / "shipped")
        yield


class Server(NamedTuple):
    """A server that runs."""

    settings: Settings
    app: FastAPI


@contextmanager
def serving(settings: Settings, page: Path) -> Iterator[Server]:
    """A real server on a free port."""
    settings, at = listen(settings)
    app = create_app(settings, Scenes(small), page)
    server = configured(app, settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [at]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield Server(settings, app)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def unbounded(page: Path, male: object) -> Iterator[Server]:
    """A server that counts no requests; `male` is the model that it computes with."""
    with serving(Settings(port=0, bounds=WITHOUT_BOUNDS), page) as found:
        yield found


@pytest.fixture(scope="session")
def client(unbounded: Server) -> Iterator[httpx.Client]:
    """Its client."""
    with httpx.Client(base_url=unbounded.settings.address, timeout=60) as found:
        yield found


@pytest.fixture
def server(page: Path, male: object) -> Iterator[Server]:
    """A server as it is by default."""
    with serving(Settings(port=0), page) as found:
        yield found


@pytest.fixture
def said() -> Iterator[list[str]]:
    """What the server's log says."""
    log = logging.getLogger("uvicorn.error")
    found: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    yield found
    log.removeHandler(handler)


@pytest.fixture
def serve(page: Path) -> Callable[..., AbstractContextManager[Server]]:
    """Runs a server with given settings."""
    return lambda settings, page=page: serving(settings, page)


@pytest.fixture
def bounded(page: Path) -> Callable[..., AbstractContextManager[Server]]:
    """Runs a server with other bounds."""
    return lambda **bounds: serving(Settings(port=0, bounds=Bounds(**bounds)), page)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A server of its own, as a user starts it, for the tests in a browser."""
    with headless.served() as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser without a window."""
    with headless.browser(*SIZE, FINE) as found:
        yield found


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Page]:
    """A page of it, on which nothing moves by itself, which takes time to draw; what goes wrong on it fails
    the test."""
    found = Page(browser.new_page(), address)
    found.tab.emulate_media(reduced_motion="reduce")
    yield found
    wrong = found.wrong()
    found.tab.close()
    assert not wrong
