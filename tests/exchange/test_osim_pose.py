"""Models of OpenSim: their bodies are where OpenSim puts them, in both forms of the file."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.errors import BadInput
from dorsum.exchange.read.osim import read_osim
from dorsum.exchange.read.osim_pose import pose
from exchange.osim_models import four, three
from exchange.other_programs import opensim

FORMS = {"4": four, "3": three}


@pytest.mark.parametrize("form", FORMS)
def test_bodies_are_where_opensim_puts_them(form: str, tmp_path: Path, rng: np.random.Generator) -> None:
    path = tmp_path / "small.osim"
    path.write_text(FORMS[form]())
    model = read_osim(path)
    theirs = opensim.Model(str(path))
    state = theirs.initSystem()
    coordinates = theirs.getCoordinateSet()
    for _ in range(5):
        given = {
            c.name: rng.uniform(-1.2, 1.2, 1) for c in model.coordinates if not c.locked and c.name != "twist"
        }
        for name, value in given.items():
            coordinates.get(name).setValue(state, float(value[0]), False)
        coordinates.get("twist").setValue(state, 0.5 * float(given["sway"][0]), False)  # as it is coupled
        theirs.realizePosition(state)
        placed = pose(model, given, 1)
        for joint in model.joints:
            found = theirs.getBodySet().get(joint.child).getTransformInGround(state)
            rotation = [[found.R().get(i, j) for j in range(3)] for i in range(3)]
            assert_allclose(placed[joint.child][0][0], rotation, atol=1e-12)
            where = [found.p().get(i) for i in range(3)]
            assert_allclose(placed[joint.child][1][0], where, atol=1e-12)


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    found = []
    for form, text in FORMS.items():
        path = tmp_path / f"{form}.osim"
        path.write_text(text())
        found.append(pose(read_osim(path), {"sway": np.array([0.3, -0.2])}, 2))
    for body, (rotation, place) in found[0].items():
        assert_allclose(found[1][body][0], rotation, atol=0)
        assert_allclose(found[1][body][1], place, atol=0)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda text: text[:-30], "is no model of OpenSim"),
        (
            lambda text: text.replace("UniversalJoint", "EllipsoidJoint"),
            "neck is a EllipsoidJoint, whose motion",
        ),
        (lambda text: text.replace("/ground", "/bodyset/nobody"), "does not hang on the ground"),
        (lambda text: text.replace("SimmSpline", "SineFunction"), "of the kind SineFunction are not known"),
        (lambda text: text.replace("0.02 0 0", "0.02 0 x"), "<orientation> '0.02 0 x' is no three numbers"),
        (lambda text: "<!DOCTYPE a [<!ENTITY b 'c'>]>" + text[21:], "declares entities"),
        (lambda text: "<OpenSimDocument><MarkerSet/></OpenSimDocument>", "holds no <Model>"),
    ],
    ids=["cut off", "kind", "parent", "function", "number", "entity", "no model"],
)
def test_what_is_wrong_with_a_model_is_told(damage, told, tmp_path: Path) -> None:
    path = tmp_path / "small.osim"
    path.write_text(damage(four()))
    with pytest.raises(BadInput, match=told):
        read_osim(path)
