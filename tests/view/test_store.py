"""Scenes on disk: named after what they follow from, made anew where damaged, safe beside other servers."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from dorsum.view import store
from dorsum.view.store import SceneFiles, Scenes, Sendable, made_from, read_scene, ship, write_scene

FACTS = "anatomy/tables/body/bodies.csv"
CODE = ("shape/bones.py", "view/scene.py", "view/api/scene.py", "motion/sliders.py")


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """A cache folder of its own."""
    monkeypatch.setattr(store, "_folder", lambda: tmp_path / "kept")
    monkeypatch.setattr(store, "SHIPPED", tmp_path / "shipped")
    return tmp_path / "kept"


@pytest.fixture
def package(monkeypatch, tmp_path):
    """A package of a few files, and its digest anew."""
    for name in (FACTS, *CODE, "view/static/index.html", "cli/main.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1\n")
    monkeypatch.setattr(store, "PACKAGE", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", [FACTS, *CODE])
def test_a_table_or_code_that_changes_makes_another_scene(package, name):
    before = made_from.__wrapped__()
    (package / name).write_text("2\n")
    assert made_from.__wrapped__() != before


def test_the_page_itself_and_commands_do_not(package):
    before = made_from.__wrapped__()
    for name in ("view/static/index.html", "cli/main.py"):
        (package / name).write_text("2\n")
    assert made_from.__wrapped__() == before


def test_a_scene_beside_the_code_is_taken_and_one_that_is_damaged_made_anew(kept, male, small_scene):
    subject = male.body.subject
    ship([subject], small_scene)
    (file,) = store.SHIPPED.iterdir()
    found = Scenes(lambda _: pytest.fail("built, though it lies beside the code")).get(subject)
    assert not kept.exists()
    file.write_bytes(file.read_bytes()[:-20])
    assert Scenes(small_scene).get(subject) == found
    assert len(list(kept.iterdir())) == 1  # what is shipped stays as it is
    another = replace(subject, name="another", mass_kg=81.0)
    ship([another], small_scene)
    (file,) = store.SHIPPED.iterdir()
    assert file.name == store.scene_key(another)


def test_two_servers_do_not_spoil_each_others_scenes(kept):
    """What is read while two write is whole, of one or of the other; the folder keeps within its bound."""
    rng = np.random.default_rng(8)
    both = [SceneFiles(*(Sendable.of(rng.bytes(400_000)) for _ in range(2))) for _ in range(2)]
    over, seen = threading.Event(), []

    def write(scene, own):
        for turn in range(40):
            write_scene("key", scene)
            write_scene(f"{own} {turn}", scene)

    def read():
        while not over.is_set():
            if (kept / "key").exists():
                seen.append(read_scene("key"))

    write_scene("key", both[0])
    writers = [threading.Thread(target=write, args=(scene, own)) for own, scene in enumerate(both)]
    reader = threading.Thread(target=read)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    reader.join()
    assert len(seen) > 5
    assert all(found in both for found in seen)
    assert len(list(kept.iterdir())) <= store.KEPT_ON_DISK
