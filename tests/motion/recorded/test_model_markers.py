"""Markers by a user's OpenSim model, whose names nobody knows, and the set-up of its scaling."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.errors import BadInput
from dorsum.exchange.read import read
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.marker_names import folded
from dorsum.exchange.read.model_markers import ModelMarkers, model_markers, with_model
from dorsum.exchange.read.name_maps import NameMap, read_maps
from dorsum.exchange.write.osim.document import osim_document
from dorsum.exchange.write.osim.rhythm import Marker
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.marker_map import places
from dorsum.motion.recorded.markers import motion_of_markers, tracked
from dorsum.motion.recorded.model_places import HANGS
from dorsum.motion.recorded.of_markers import OfMarkers
from dorsum.motion.recorded.recognised import recognised
from dorsum.motion.recorded.source import source_of
from exchange.test_model_markers import model_of, set_of, setup
from motion.recorded.made_up import bow, chain_of, names_of, recording, write_trc

SET = "Rajagopal"
STRANGE = {name: f"Q{k:02d}" for k, name in enumerate(names_of(SET))}
CHEST = STRANGE["CLAV"]


def written(model: Model, path: Path, names: dict[str, str]) -> Path:
    """Our body as an OpenSim model, its markers under other names."""
    there = places(model.body.skeleton)
    marks = [Marker(new, there[folded(old)].body, there[folded(old)].local) for old, new in names.items()]
    path.write_text(osim_document(model, np.zeros((len(model.body.skeleton.names), 3)), markers=marks))
    return path


@pytest.fixture(scope="module")
def strange(male: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(male, tmp_path_factory.mktemp("model") / "strange.osim", STRANGE)


@pytest.fixture(scope="module")
def by_model(strange: Path) -> NameMap:
    return with_model(Asked(model=strange)).names


def of(names: NameMap) -> ModelMarkers:
    assert names.on_model is not None
    return names.on_model


def stretched(markers: ModelMarkers, by: np.ndarray) -> ModelMarkers:
    """The same model of another size."""
    return replace(
        markers,
        markers={name: replace(m, point=m.point * by) for name, m in markers.markers.items()},
        joints={part: at * by for part, at in markers.joints.items()},
    )


@pytest.mark.parametrize("by", [(1.0, 1.0, 1.0), (1.2, 1.2, 1.2), (1.0, 1.0, 0.8)])
def test_places_of_our_own_model_of_any_size_come_back(
    male: Model, by_model: NameMap, by: tuple[float, float, float]
) -> None:
    """A model that is wider alone keeps the places of its middle; across a limb it is stretched as along."""
    names = replace(by_model, on_model=stretched(of(by_model), np.array(by)))
    found, wanted = places(male.body.skeleton, names, []), places(male.body.skeleton)
    middle = {"pelvis", "sternum", "C7", "scapula_right", "clavicle_left"}
    compared = 0
    for name, strange in STRANGE.items():
        body = male.body.skeleton.names[wanted[folded(name)].body]
        if by[2] != by[0] and body not in middle:
            continue
        compared += 1
        assert found[folded(strange)].body == wanted[folded(name)].body, name
        assert_allclose(found[folded(strange)].local, wanted[folded(name)].local, atol=2e-6, err_msg=name)
    assert compared >= 7


def test_a_trunk_whose_shoulders_stand_elsewhere_is_brought_under_ours(
    male: Model, by_model: NameMap
) -> None:
    """What leans with the shoulders of a model comes back upright; its pelvis keeps its places."""
    markers, tilt = of(by_model), np.eye(3)
    tilt[0, 1] = 0.15
    leaning = replace(
        markers,
        markers={
            n: replace(m, point=tilt @ m.point) for n, m in markers.markers.items() if m.part[0] == "trunk"
        }
        | {n: m for n, m in markers.markers.items() if m.part[0] == "pelvis"},
        joints=markers.joints | {p: tilt @ at for p, at in markers.joints.items() if p[0] == "humerus"},
    )
    found = places(male.body.skeleton, replace(by_model, on_model=leaning), [])
    wanted = places(male.body.skeleton)
    for name in ("C7", "CLAV", "RACR", "LACR", "RASI", "LPSI"):
        assert_allclose(
            found[folded(STRANGE[name])].local, wanted[folded(name)].local, atol=2e-6, err_msg=name
        )


def test_a_movement_fits_by_the_model_as_by_the_names(male: Model, by_model: NameMap) -> None:
    chain = chain_of(male, SET)
    seen = recording(chain, bow(chain, 60), SET)
    renamed = replace(seen, names=tuple(STRANGE[name] for name in seen.names))
    with pytest.raises(BadInput, match=r"--model FILE.osim whose they are"):
        tracked(renamed, male)
    track = tracked(renamed, male, by_model)
    ours, theirs = (motion_of_markers(of, male) for of in (tracked(seen, male), track))
    assert_allclose(np.degrees(theirs.angles), np.degrees(ours.angles), atol=0.01)
    assert np.ptp(np.degrees(theirs.angles), axis=0).max() > 30
    assert "Markers that lie where strange.osim has them: Q00" in " ".join(track.notes)


def test_a_known_name_that_lies_elsewhere_on_the_model_lies_there(male: Model, by_model: NameMap) -> None:
    """Left and right of a user's own set may be swapped against ours; what agrees stays at our landmark."""
    known = of(by_model).markers
    swapped = {"RASI": known[STRANGE["LASI"]], "C7": known[STRANGE["C7"]]}
    names = replace(by_model, on_model=replace(of(by_model), markers=swapped))
    plain, found = (places(male.body.skeleton, own, ["RASI", "LASI", "C7"]) for own in (None, names))
    assert_allclose(found["RASI"].local, plain["LASI"].local, atol=2e-6)
    assert found["RASI"].of_model == "strange.osim"
    assert_allclose(found["C7"].local, plain["C7"].local)
    assert not found["C7"].of_model


def test_a_map_comes_before_a_model(male: Model, by_model: NameMap, tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[[markers]]\nnames = ["Q00"]\nplace = "C7"\n')
    names = replace(read_maps(markers=path), on_model=by_model.on_model)
    found = places(male.body.skeleton, names, [])
    assert_allclose(found["Q00"].local, places(male.body.skeleton)["C7"].local)
    assert not found["Q00"].of_model


def test_a_limb_that_does_not_hang_is_left_out(male: Model, by_model: NameMap) -> None:
    markers = of(by_model)
    shoulder = markers.joints["humerus", "right"]
    elbow = np.linalg.norm(markers.joints["forearm", "right"] - shoulder)
    for angle, hangs in ((HANGS - 0.05, True), (HANGS + 0.05, False), (np.pi / 2, False)):
        at = shoulder + elbow * np.array([0.0, -np.cos(angle), np.sin(angle)])
        other = replace(markers, joints={**markers.joints, ("forearm", "right"): at})
        found = places(male.body.skeleton, replace(by_model, on_model=other), [])
        assert (folded(STRANGE["RLEL"]) in found) == hangs
        assert folded(STRANGE["LLEL"]) in found


def trial(model: Model, folder: Path, frames: int, name: str = "walk.trc") -> Path:
    chain = chain_of(model, SET)
    seen = recording(chain, bow(chain, frames), SET)
    write_trc(replace(seen, names=tuple(STRANGE[n] for n in seen.names)), folder / name)
    return folder / name


@pytest.fixture
def folder(male: Model, strange: Path, tmp_path: Path) -> Path:
    """A movement, a static trial, a model and a set-up that names them."""
    trial(male, tmp_path, 60)
    trial(male, tmp_path, 60, "still.trc")
    (tmp_path / "small.osim").write_text(strange.read_text())
    setup(tmp_path, set="Unassigned", range="0.0 0.3")
    return tmp_path


def opened(folder: Path, static: Path | int | None = None, **said: Path) -> OfMarkers:
    names = read_maps(markers=folder / "setup.xml")
    found = source_of(folder / "walk.trc", static, Asked(names=names, **said), Smoothing())  # type: ignore[arg-type]
    assert isinstance(found, OfMarkers)
    return found


def test_a_set_up_says_who_it_is_and_who_stands(folder: Path) -> None:
    source = opened(folder)
    assert source.who == "The standing trial still.trc"
    assert source.static.time[-1] == pytest.approx(0.3)
    subject, told = source.subject()
    assert (subject.mass_kg, subject.height_m) == (72.6, pytest.approx(1.8034))
    assert subject.age_years == 40
    assert "from setup.xml" in told
    assert set(source.documents) == {folder / name for name in ("setup.xml", "small.osim", "still.trc")}
    assert opened(folder, 3).who == "Frame 3"  # what is said on the command line comes first
    (folder / "still.trc").unlink()
    assert opened(folder).who == "The first frame"


def test_markers_of_a_model_tell_no_size_of_a_person(male: Model, strange: Path, tmp_path: Path) -> None:
    """They lie at no landmark: without other words the person is the built-in one, with the names not."""
    tall = model_for(replace(male.body.subject, height_m=1.9))
    chain = chain_of(tall, SET)
    seen = recording(chain, bow(chain, 60), SET)
    write_trc(seen, tmp_path / "named.trc")
    write_trc(replace(seen, names=tuple(STRANGE[n] for n in seen.names)), tmp_path / "strange.trc")
    named = source_of(tmp_path / "named.trc", None, Asked(model=strange), Smoothing())
    unnamed = source_of(tmp_path / "strange.trc", None, Asked(model=strange), Smoothing())
    assert named.subject()[0].height_m == pytest.approx(1.9, abs=0.01)
    subject, told = unnamed.subject()
    assert (subject.height_m, subject.lengths) == (male.body.subject.height_m, {})
    assert "--subject" in told


def test_markers_that_weigh_nothing_tell_nothing_of_standing(male: Model, folder: Path) -> None:
    """A harness that carries the marker of the chest 10 cm in front of it leans the standing body, or not."""
    chain = chain_of(male, SET)
    moved = np.zeros((1, len(STRANGE), 3))
    pitch = {}
    for off, weight in ((0.0, 1), (0.1, 1), (0.1, 0)):
        moved[0, list(STRANGE).index("CLAV"), 0] = off
        seen = replace(recording(chain, bow(chain, 60), SET, moved), names=tuple(STRANGE.values()))
        for name in ("still.trc", "walk.trc"):
            write_trc(seen, folder / name)
        text = setup(folder, set="Unassigned", range="0.0 0.3").read_text()
        text = text.replace(
            "'Shin'><apply>false</apply><weight>3", f"'{CHEST}'><apply>true</apply><weight>{weight}"
        )
        (folder / "setup.xml").write_text(text)
        (part,) = opened(folder).parts(male)
        pitch[off, weight] = np.degrees(part.motion.angles[0, 0, 0])
        told = f"Of standing these tell nothing, as the set-up has it: {CHEST}."
        assert (told in part.motion.notes) == (weight == 0)
    assert abs(pitch[0.1, 1] - pitch[0.0, 1]) > 1.0
    assert abs(pitch[0.1, 0] - pitch[0.0, 1]) < 0.2


def test_a_time_range_without_frames_is_named(folder: Path) -> None:
    setup(folder, set="Unassigned", range="50 60")
    with pytest.raises(BadInput, match=r"still.trc has no frame from 50 to 60 s"):
        opened(folder)


def test_what_was_recognised_is_told(folder: Path) -> None:
    found = recognised(folder / "walk.trc", Asked(names=read_maps(markers=folder / "setup.xml")))
    assert not found.missing
    assert not found.unknown
    assert found.known[STRANGE["RASI"]] == "your model, right"
    told = " ".join(found.notes)
    assert "setup.xml says of the person: mass 72.6 kg" in told
    assert "small.osim says where" in told


def test_strange_names_tell_unit_and_up_by_the_model(male: Model, strange: Path, tmp_path: Path) -> None:
    """A person whose file has another axis up than usual, and another unit than it says, stands up."""
    path = trial(male, tmp_path, 60)
    plain = read(path, model=strange)
    rows = path.read_text().replace("\tmm", "\tcm").split("\n")
    for i, row in enumerate(rows[6:], 6):
        cells = row.split("\t")
        xyz = [cells[k : k + 3] for k in range(2, len(cells), 3)]
        rows[i] = "\t".join(
            [*cells[:2], *(cell for x, y, z in xyz for cell in (x, f"-{z}".replace("--", ""), y))]
        )
    path.write_text("\n".join(rows))
    found = read(path, model=strange)
    assert (found.facts.up, found.facts.unit) == ("z", "mm")
    assert_allclose(found.positions, plain.positions, atol=1e-9)
    assert read(path).facts.up == "y"  # as usual in such files: nobody knows the names


def test_a_rig_takes_no_model(strange: Path) -> None:
    rig = next((Path(__file__).parents[2] / "exchange" / "files").glob("*.bvh"))
    with pytest.raises(BadInput, match="--model goes with coordinates and markers"):
        source_of(rig, None, Asked(model=strange), Smoothing())


def test_a_model_without_a_person_says_so(tmp_path: Path) -> None:
    path = tmp_path / "arm.osim"
    path.write_text(
        "<OpenSimDocument><Model><JointSet><objects><WeldJoint name='a'><socket_parent_frame>/ground"
        "</socket_parent_frame><socket_child_frame>/bodyset/box</socket_child_frame></WeldJoint></objects>"
        "</JointSet><MarkerSet><objects><Marker name='M'><socket_parent_frame>/bodyset/box"
        "</socket_parent_frame><location>0 0 0</location></Marker></objects></MarkerSet></Model>"
        "</OpenSimDocument>"
    )
    with pytest.raises(BadInput, match=r"no body is known as femur_r.*another model"):
        model_markers(None, path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("-0.07 -0.07 -0.08", "-0.07 -0.07 0.08", "hips lie in one place"),
        ("-0.07 -0.07 -0.08", "nan -0.07 -0.08", "no three numbers"),
        ("0 -0.4 0", "0 -1e300 0", "no three numbers"),
        ("0 -0.4 0", "0 -400 0", "lies 400 m from the hips"),
    ],
)
def test_a_model_that_stands_as_nobody_does_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    path = tmp_path / "odd.osim"
    text = model_of(4, set_of(4))
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(BadInput, match=words):
        model_markers(None, path)
