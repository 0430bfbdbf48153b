"""Markers of OpenSim models and sets in both forms of the file, and the set-up of its scaling."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.errors import BadInput
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.marker_names import OF_MODEL, meanings
from dorsum.exchange.read.model_markers import ModelMarkers, model_markers, with_model
from dorsum.exchange.read.name_maps import NameMap, read_maps
from dorsum.exchange.read.osim_xml import document
from dorsum.exchange.read.parts import Parts
from dorsum.exchange.read.scale_setup import ScaleSetup, scale_setup
from exchange.osim_models import four, three

# Of the small model: name, body, place on it, and where it is while that stands, from the middle of the hips.
MARKERS = (
    ("Front", "pelvis", "0.07 0.02 0.1", (0.14, 0.09, 0.1)),
    ("Bib", "torso", "0.1 0.4 0.03", (0.07, 0.55, 0.03)),
    ("Other", "torso", "0.1 0.4 -0.028", (0.07, 0.55, -0.028)),
    ("Crown", "head", "0 0.2 0", (-0.03, 0.95, 0.0)),
    ("Shin", "tibia_r", "0.05 -0.1 0", (0.05, -0.5, 0.08)),
)


def set_of(form: int, frame: str = "/bodyset/{body}") -> str:
    """The markers as OpenSim 3 or 4 writes them; of the latter with the path of a body's frame."""
    on = "<body> {body} </body>" if form == 3 else f"<socket_parent_frame>{frame}</socket_parent_frame>"
    rows = "".join(
        f"\n<Marker name='{name}'>{on.format(body=body)}<location> {at} </location></Marker>"
        for name, body, at, _ in MARKERS
    )
    return f"<MarkerSet><objects>{rows}</objects></MarkerSet>"


def standalone(form: int) -> str:
    return f"<?xml version='1.0'?>\n<OpenSimDocument Version='{form}0000'>{set_of(form)}</OpenSimDocument>"


def model_of(form: int, markers: str) -> str:
    text = three() if form == 3 else four()
    return text.replace("</Model>", f"{markers}</Model>")


def read(folder: Path, form: int, inside: bool) -> ModelMarkers:
    model = folder / "small.osim"
    model.write_text(model_of(form, set_of(form) if inside else ""))
    marks = folder / "set.xml"
    marks.write_text(standalone(form))
    return model_markers(None if inside else marks, model)


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("form", [3, 4])
def test_markers_lie_where_the_standing_model_has_them(tmp_path: Path, form: int, inside: bool) -> None:
    found = read(tmp_path, form, inside)
    for name, _, _, at in MARKERS:
        assert_allclose(found.markers[name].point, at, atol=1e-9)
    of = {name: (m.part, m.side, m.height) for name, m in found.markers.items()}
    assert of["Front"] == (("pelvis", ""), "right", "middle")
    assert of["Bib"] == (("trunk", ""), "right", "high")
    assert of["Crown"] == (("head", ""), "mid", "high")
    assert of["Shin"] == (("shank", "right"), "right", None)
    assert_allclose(found.joints["femur", "left"], (0.0, 0.0, -0.08), atol=1e-9)


def test_a_marker_may_be_fixed_to_a_frame_that_stands_off_its_body(tmp_path: Path) -> None:
    path = tmp_path / "small.osim"
    marker = (
        "<MarkerSet><objects><Marker name='A'><socket_parent_frame>/jointset/ankle_r/calcn_r_of_ankle_r"
        "</socket_parent_frame><location>0 0 0</location></Marker><Marker name='B'><socket_parent_frame>"
        "/bodyset/tibia_r</socket_parent_frame><location>0 -0.4 0</location></Marker></objects></MarkerSet>"
    )
    path.write_text(model_of(4, marker))
    found = model_markers(None, path).markers
    assert_allclose(found["A"].point, found["B"].point, atol=1e-9)  # both at the ankle
    assert found["A"].part == ("foot", "right")


def test_names_nobody_knows_tell_up_and_sides_by_the_model(tmp_path: Path) -> None:
    own = NameMap(on_model=read(tmp_path, 4, True))
    names = [name for name, *_ in MARKERS]
    known = meanings(names, own)
    assert {m.marker_set for m in known.values()} == {OF_MODEL}
    parts = Parts.of_markers(names, known)
    assert parts.high == (1, 2, 3)
    assert parts.middle == (0,)
    assert parts.pairs == ((2, 1),)
    assert meanings(["RASI"], own)["RASI"].place == "asis"  # what the tables know stays theirs


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<location> 0.07 0.02 0.1 ", "<location> 0.07 x 0.1 ", "line 3.*no three numbers"),
        ("<location> 0.07 0.02 0.1 ", "<location> 70 20 100 ", "line 3: Front lies 100 m off its body"),
        ("<location> 0.07 0.02 0.1 </location>", "", "line 3: the marker Front has no location"),
        ("<body> pelvis </body>", "", "line 3: the marker Front is on no body"),
        ("<body> pelvis </body>", "<body>basin</body>", "line 3.*body of the model.*basin"),
        ("name='Front'", "", "line 3: a marker has no name"),
        ("</OpenSimDocument>", "", "no document of OpenSim"),
        ("<?xml version='1.0'?>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "entities"),
        ("Marker ", "Mark ", "none of what --markers takes"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    model, marks = tmp_path / "small.osim", tmp_path / "set.xml"
    model.write_text(three())
    text = standalone(3)
    assert old in text
    marks.write_text(text.replace(old, new) if "Mark " not in new else text.replace("Marker", "Mark"))
    with pytest.raises(BadInput, match=words):
        model_markers(marks, model)


def test_of_two_markers_with_one_name_the_first_counts(tmp_path: Path) -> None:
    model = tmp_path / "small.osim"
    model.write_text(model_of(3, set_of(3).replace("name='Other'", "name='Bib'")))
    found = model_markers(None, model)
    assert_allclose(found.markers["Bib"].point, (0.07, 0.55, 0.03), atol=1e-9)
    assert "small.osim has twice the first counts: Bib." in " ".join(found.notes)


def test_a_set_needs_its_model_and_a_model_its_markers(tmp_path: Path) -> None:
    marks, model = tmp_path / "set.xml", tmp_path / "small.osim"
    marks.write_text(standalone(4))
    model.write_text(four())
    with pytest.raises(BadInput, match=r"--model FILE.osim says where"):
        with_model(Asked(names=read_maps(markers=marks)))
    with pytest.raises(BadInput, match="holds no markers"):
        with_model(Asked(model=model))
    both = with_model(Asked(names=read_maps(markers=marks), model=model))
    assert with_model(both) is both  # once is enough
    assert both.names.on_model is not None
    assert both.names.on_model.files == (marks, model)


def setup(folder: Path, **said: str) -> Path:
    """A set-up of scaling with markers on four lines of their own."""
    of = {
        "mass": "72.6", "height": "1803.4", "age": "40", "model": "small.osim", "set": "set.xml",
        "scaled": "other.trc", "trial": "still.trc", "range": " 1.0 1.5 ", "apply": "true", "weight": "100.0",
    } | said  # fmt: skip
    path = folder / "setup.xml"
    path.write_text(
        "<?xml version='1.0'?>\n<OpenSimDocument Version='40000'><ScaleTool name='s'>\n"
        f"<mass>{of['mass']}</mass>\n<height>{of['height']}</height>\n<age>{of['age']}</age>\n"
        f"<GenericModelMaker><model_file> {of['model']} </model_file>"
        f"<marker_set_file>{of['set']}</marker_set_file></GenericModelMaker>\n"
        "<ModelScaler><MeasurementSet><objects><Measurement name='torso'><apply>true</apply><MarkerPairSet>"
        "<objects><MarkerPair><markers> Front Bib </markers></MarkerPair></objects></MarkerPairSet>"
        "</Measurement></objects></MeasurementSet>"
        f"<marker_file>{of['scaled']}</marker_file><time_range>0 1</time_range></ModelScaler>\n"
        f"<MarkerPlacer><apply>{of['apply']}</apply><IKTaskSet><objects>"
        f"<IKMarkerTask name='Front'><apply>true</apply><weight>{of['weight']}</weight></IKMarkerTask>"
        "<IKMarkerTask name='Shin'><apply>false</apply><weight>3</weight></IKMarkerTask>"
        f"</objects></IKTaskSet><marker_file>{of['trial']}</marker_file>"
        f"<time_range>{of['range']}</time_range></MarkerPlacer>\n</ScaleTool></OpenSimDocument>"
    )
    return path


def said_by(path: Path) -> ScaleSetup:
    return scale_setup(path, document(path))


def test_a_set_up_says_who_when_and_what_counts(tmp_path: Path) -> None:
    found = said_by(setup(tmp_path))
    assert found.subject == {"mass_kg": 72.6, "height_m": pytest.approx(1.8034), "age_y": 40.0}
    assert (found.model, found.markers, found.static) == ("small.osim", "set.xml", "still.trc")
    assert found.span == (1.0, 1.5)
    assert found.weights == {"Front": 100.0, "Shin": 0.0}
    assert found.measurements == {"torso": (("Front", "Bib"),)}
    told = " ".join(found.notes())
    for words in (
        "mass 72.6 kg",
        "still.trc, 1 to 1.5 s, which does not lie beside it (--static",
        "100 Front; 0 Shin",
    ):
        assert words in told
    only_scaled = said_by(setup(tmp_path, apply="false"))
    assert (only_scaled.static, only_scaled.span, only_scaled.weights) == ("other.trc", (0.0, 1.0), {})


@pytest.mark.parametrize(("height", "metres"), [("1.7", 1.7), ("170", 1.7), ("1700", 1.7)])
def test_heights_are_read_in_the_unit_that_a_person_has(tmp_path: Path, height: str, metres: float) -> None:
    assert said_by(setup(tmp_path, height=height)).subject["height_m"] == pytest.approx(metres)


def test_what_a_set_up_fills_in_for_nothing_is_not_there(tmp_path: Path) -> None:
    found = said_by(
        setup(tmp_path, mass="0", height="-1", age="99", model="Unassigned", range="-1 -1", weight="0")
    )
    assert (found.subject, found.model, found.span, found.weights) == ({}, "", None, {})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"mass": "heavy"}, "line 2: <mass> 'heavy' is no number"),
        ({"range": "2 1"}, "line 8: <time_range> ends at 1 s, before 2 s"),
        ({"weight": "-5"}, "line 8: the weight of Front is -5"),
        ({"weight": "nan"}, "line 8: <weight> 'nan' is no number"),
    ],
)
def test_a_bad_number_of_a_set_up_is_named_with_its_line(
    tmp_path: Path, said: dict[str, str], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        said_by(setup(tmp_path, **said))


def test_only_files_beside_a_set_up_are_opened(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    (tmp_path / "secret.trc").write_text("x")
    (folder / "below" / "still.trc").write_text("x")
    (folder / "near.trc").write_text("x")
    found = said_by(setup(folder))
    assert found.beside("below/still.trc") == folder / "below" / "still.trc"
    assert found.beside(r"C:\data\near.trc") == folder / "near.trc"
    for name in ("../secret.trc", str(tmp_path / "secret.trc"), "", "..", "/", "below"):
        assert found.beside(name) is None


def test_a_set_up_brings_its_model_and_its_set(tmp_path: Path) -> None:
    path = setup(tmp_path)
    alone = model_markers(path, None)
    assert not alone.markers
    assert "small.osim and set.xml" in " ".join(alone.notes)
    (tmp_path / "small.osim").write_text(four())
    (tmp_path / "set.xml").write_text(standalone(4))
    found = model_markers(path, None)
    assert found.setup is not None
    assert set(found.markers) == {name for name, *_ in MARKERS}
    assert np.isfinite([m.point for m in found.markers.values()]).all()
