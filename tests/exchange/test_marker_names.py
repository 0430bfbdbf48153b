"""Names of markers: every public set is known whole, and each name means what its own set means by it."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read import read
from dorsum.exchange.read.marker_names import marker_places, marker_set, marker_sets, meanings
from dorsum.exchange.read.name_maps import read_maps
from dorsum.motion.recorded.marker_map import folded, places
from exchange import scene
from exchange.c3d_bytes import c3d, written
from exchange.test_marker_files import NAMES, markers, trc

# As the line of names of a public file or template has them.
PUBLIC = {
    "gait2392": """
        R.ASIS L.ASIS V.Sacral R.Thigh.Upper R.Thigh.Front R.Thigh.Rear L.Thigh.Upper L.Thigh.Front
        L.Thigh.Rear R.Knee.Lat R.Knee.Med L.Knee.Lat L.Knee.Med R.Shank.Upper R.Shank.Front R.Shank.Rear
        L.Shank.Upper L.Shank.Front L.Shank.Rear R.Ankle.Lat R.Ankle.Med L.Ankle.Lat L.Ankle.Med R.Heel
        R.Midfoot.Sup R.Midfoot.Lat R.Toe.Tip L.Heel L.Midfoot.Sup L.Midfoot.Lat L.Toe.Tip Sternum
        R.Acromium L.Acromium R.Bicep L.Bicep R.Elbow L.Elbow R.Wrist.Med R.Wrist.Lat L.Wrist.Med
        L.Wrist.Lat R.Toe.Lat R.Toe.Med L.Toe.Lat L.Toe.Med R.Temple L.Temple Top.Head
    """,
    "Rajagopal": """
        LASI RASI LPSI RPSI RTH2 RTH3 RLFC RMFC LTH1 LTH2 LTH3 LLFC LMFC RTB1 RTB2 RTB3 RLMAL RMMAL LTB1
        LTB2 LTB3 LLMAL LMMAL RCAL RTOE RMT5 LCAL LTOE LMT5 LACR RACR CLAV C7 LASH LPSH RASH RPSH RUA1 RUA2
        RUA3 RLEL RMEL LUA1 LUA2 LUA3 LLEL LMEL RFAsuperior RFAradius RFAulna LFAsuperior LFAradius LFAulna
        RTH1 RHJC LHJC RKJC LKJC RAJC LAJC RSJC LSJC REJC LEJC
    """,
    "OpenSim running": """
        R.Shoulder L.Shoulder R.Clavicle L.Clavicle R.Biceps R.Elbow R.Forearm R.Wrist L.Biceps L.Elbow
        L.Forearm L.Wrist R.ASIS L.ASIS R.PSIS S2 L.PSIS R.TH1 R.TH2 R.TH3 R.Knee R.SH1 R.SH2 R.SH3 R.SH4
        R.Ankle R.Heel R.MT5 R.Toe L.TH1 L.TH2 L.TH3 L.TH4 L.Knee L.SH1 L.SH2 L.SH3 L.Ankle L.Heel L.MT5
        L.Toe
    """,
    "OpenCap": """
        r.ASIS_study L.ASIS_study r.PSIS_study L.PSIS_study r_knee_study r_mknee_study r_ankle_study
        r_mankle_study r_toe_study r_5meta_study r_calc_study L_knee_study L_mknee_study L_ankle_study
        L_mankle_study L_toe_study L_calc_study L_5meta_study r_shoulder_study L_shoulder_study C7_study
        r_lelbow_study r_melbow_study r_lwrist_study r_mwrist_study L_lelbow_study L_melbow_study
        L_lwrist_study L_mwrist_study r_thigh1_study r_thigh2_study r_thigh3_study L_thigh1_study
        L_thigh2_study L_thigh3_study r_sh1_study r_sh2_study r_sh3_study L_sh1_study L_sh2_study
        L_sh3_study RHJC_study LHJC_study
    """,
    "Helen Hayes": """
        R.Shoulder R.Offset R.Elbow R.Wrist L.Shoulder L.Elbow L.Wrist R.ASIS L.ASIS V.Sacral R.Thigh R.Knee
        R.Shank R.Ankle R.Heel R.Toe L.Thigh L.Knee L.Shank L.Ankle L.Heel L.Toe R.Knee.Medial R.Ankle.Medial
        L.Knee.Medial L.Ankle.Medial R.Foot.Medial R.Foot.Lateral L.Foot.Medial L.Foot.Lateral Top.Head
        Front.Head Rear.Head VSAC RWRI LWRI RSHA LSHA ROFF
    """,
    "OptiTrack": """
        HeadTop HeadFront HeadLeft HeadRight BackTop ChestTop ChestLow BackLeft BackRight WaistLFront
        WaistRFront WaistLBack WaistRBack WaistCBack LShoulderBack RShoulderBack LShoulderTop RShoulderTop
        LElbowOut RElbowOut LUArmHigh RUArmHigh LFArm RFArm LWristOut RWristOut LWristIn RWristIn LHandOut
        RHandOut LHandIn RHandIn LThighFront RThighFront LThighSide RThighSide LKneeOut RKneeOut LShin RShin
        LAnkleOut RAnkleOut LToeOut RToeOut LToeIn RToeIn LHeel RHeel LToeTip RToeTip
    """,
    "ISB landmarks": """
        LAH RAH LPH RPH SJN SXS CV7 TV2 TV7 LHGT RHGT LIAS RIAS LIPS RIPS LCAJ RCAJ LHLE RHLE LHME RHME LUA
        RUA LHM2 RHM2 LUSP RUSP LRSP RRSP LFTC RFTC LFLE RFLE LFME RFME LTH RTH LSK RSK LTTC RTTC LFAX RFAX
        LFAL RFAL LTAM RTAM LFM5 RFM5 LFM1 RFM1 LFM2 RFM2 LFCC RFCC
    """,
    "Qualisys Sports": """
        Chest HeadFront HeadL HeadR LAnkleOut LElbowIn LElbowOut LForefoot2 LForefoot5 LHand2 LHeelBack
        LKneeOut LShinFrontHigh LShoulderTop LThighFrontLow LWristIn LWristOut RAnkleOut RElbowIn RElbowOut
        RForefoot2 RForefoot5 RHand2 RHeelBack RKneeOut RShinFrontHigh RShoulderTop RThighFrontLow RWristIn
        RWristOut SpineThoracic12 SpineThoracic2 WaistBack WaistLFront WaistRFront LArm RArm WaistL WaistR
    """,
    "CGM2": """
        LASI RASI LPSI RPSI LTHI LKNE LKNM LTHAP LTHAD LTIB LANK LMED LTIAP LTIAD LHEE LTOE LFMH LSMH LVMH
        RTHI RKNE RKNM RTHAP RTHAD RTIB RANK RMED RTIAP RTIAD RHEE RTOE RFMH RSMH RVMH C7 T10 CLAV STRN RBAK
        LFHD RFHD LBHD RBHD LSHO LUPA LELB LFRM LWRA LWRB LFIN RSHO RUPA RELB RFRM RWRA RWRB RFIN
    """,
    "Human Body Model": """
        LASIS RASIS LPSIS RPSIS LGTRO RGTRO LLEK RLEK LLM RLM RTOE LTOE LSHO RSHO LLEE RLEE LMEE RMEE LLW
        RLW LMW RMW XYPH C7 THEAD RHEAD LHEAD SACR T10 STRN LDELT RDELT RFIN LFIN RATI LATI RHEE LHEE RMT5
        LMT5 RFRM LFRM FHEAD
    """,
    "CMU": """
        LFHD LBHD RFHD RBHD C7 T10 CLAV STRN RBAC LSHO LUPA LELB LFRM LWRA LWRB LFIN RSHO RUPA RELB RFRM RWRA
        RWRB RFIN LFWT RFWT LBWT RBWT LTHI LKNE LSHN LANK LHEE LTOE LMT5 RTHI RKNE RSHN RANK RHEE RTOE RMT5
    """,
    "Vicon iQ": """
        ARIEL LFHD LBHD RFHD RBHD C7 T10 CLAV STRN LFSH LBSH LUPA LELB LIEL LOWR LIWR LWRE LIHAND LOHAND RFSH
        RBSH RUPA RELB RIEL ROWR RIWR RWRE RIHAND ROHAND LFWT LMWT LBWT RFWT RMWT RBWT LHIP LKNE LKNI LSHN
        LANK LHEL LMT5 LMT1 LTOE RHIP RKNE RKNI RSHN RANK RHEL RMT5 RMT1 RTOE
    """,
    "Xsens MVN": """
        pRightASI pLeftASI pRightCSI pLeftCSI pRightIschialTub pLeftIschialTub pSacrum pL5SpinalProcess
        pL3SpinalProcess pT12SpinalProcess pPX pIJ pT4SpinalProcess pT8SpinalProcess pC7SpinalProcess
        pTopOfHead pRightAuricularis pBackOfHead pRightAcromion pLeftAcromion pRightArmLatEpicondyle
        pRightArmMedEpicondyle pRightUlnarStyloid pRightRadialStyloid pRightOlecranon pRightTopOfHand
        pRightPinky pRightBallHand pRightGreaterTrochanter pRightKneeLatEpicondyle pRightKneeMedEpicondyle
        pRightPatella pRightLatMalleolus pRightMedMalleolus pRightTibialTub pRightHeelFoot
        pRightFirstMetatarsal pRightFifthMetatarsal pRightPivotFoot pRightHeelCenter pRightToe
    """,
    "ART-Human": """
        PELV NECK LSHO LUAR LLAR LHAN RSHO RUAR RLAR RHAN LULE LLLE LFOO RULE RLLE RFOO
    """,
    "Shoulder": "ASISl ASISr PSISl PSISr STER T1 T10 XIPH",
    "keypoints": """
        CHip Hip RHip RKnee RAnkle RBigToe RSmallToe RHeel LHip LKnee LAnkle LBigToe LSmallToe LHeel Neck
        Head Nose RShoulder RElbow RWrist LShoulder LElbow LWrist
    """,
}


@pytest.mark.parametrize("name", PUBLIC)
def test_every_name_of_a_public_set_is_known_as_its_own(name):
    names = PUBLIC[name].split()
    found = meanings(names)
    assert set(names) - set(found) == set()
    assert marker_set(found) in (name, "vertebrae")
    own = marker_sets()[name]
    assert [n for n in names if folded(n) in own and found[n] != own[folded(n)]] == []


def test_the_rehazenter_walk_is_known_but_for_soft_tissue():
    found = markers(Path(__file__).parents[2] / "examples/recordings/rehazenter_2014001_walk.c3d")
    assert found.facts.marker_set == "ISB landmarks"
    known = meanings(found.names)
    assert [name for name in found.names if name not in known] == []


@pytest.mark.parametrize(
    ("others", "place"), [("LFHD RFHD RBAK", "xiphoid"), ("XYPH LGTRO RGTRO THEAD", "sternum")]
)
def test_a_name_of_two_sets_means_what_the_rest_of_the_file_means(others, place):
    """STRN is the xiphoid process of Plug-in Gait, and the body of the sternum where XYPH is another."""
    assert meanings(["STRN", *others.split()])["STRN"].place == place


@pytest.mark.parametrize(
    ("others", "place"), [("BackTop LToeOut LHandIn", "wrist_radial"), ("LHand2 WaistBack", "wrist_ulnar")]
)
def test_the_outside_of_a_wrist_is_what_the_makers_of_the_cameras_call_so(others, place):
    """OptiTrack's is on the radius, that of Qualisys on the ulna."""
    assert meanings(["LWristOut", *others.split()])["LWristOut"].place == place


def test_left_is_the_mirror_image_of_right():
    skeleton = Body.of("male").skeleton
    mirrored = 0
    for by_name in marker_sets().values():
        known = places(skeleton, names=list(by_name))
        sides = {(m.place, m.side): n for n, m in by_name.items() if m.place}
        for (place, side), name in sides.items():
            other = sides.get((place, "left"))
            if side == "right" and other:
                right, left = known[name], known[other]
                at = right.local + skeleton.centre[right.body]
                np.testing.assert_allclose(
                    left.local + skeleton.centre[left.body], at * [1, 1, -1], atol=2e-3
                )
                mirrored += 1
    assert mirrored > 100


def test_the_middle_of_the_hips_lies_between_them():
    skeleton = Body.of("male").skeleton
    known = places(skeleton)
    hips = [known[name].local + skeleton.centre[known[name].body] for name in ("RHIP", "LHIP")]
    middle = known["CHIP"]
    assert {known[name].body for name in ("RHIP", "LHIP", "CHIP")} == {0}
    np.testing.assert_allclose(middle.local + skeleton.centre[0], np.mean(hips, axis=0), atol=2e-3)


def test_every_place_lies_on_the_skeleton():
    """Each row names a landmark or a body, no both, and its height is that of its end of the person."""
    for row in marker_places().values():
        assert (row.bone is None) == (row.landmark is None) == (row.body is not None), row.place
    skeleton = Body.of("male").skeleton
    heights: dict[str, list[float]] = {"high": [], "middle": [], "low": []}
    for by_name in marker_sets().values():
        known = places(skeleton, names=list(by_name))
        for name, meaning in by_name.items():
            if meaning.height is not None:
                heights[meaning.height].append(known[name].local[1] + skeleton.centre[known[name].body][1])
    assert max(heights["low"]) < min(heights["middle"])
    assert max(heights["middle"]) < min(heights["high"])


ANALOG = np.empty((scene.FRAMES, 1, 0))


def two(separator: str, folder: Path) -> Path:
    """Anna as in the scene, and Ben, who stands beside her, half a metre taller."""
    own = scene.markers() * 1000
    labels = [f"{who}{separator}{name}" for who in ("Anna", "Ben") for name in scene.MARKERS]
    points = np.concatenate([own, own * 1.2 + [0, 0, 1500]], axis=1)
    return written(folder, "it.c3d", c3d(points, ANALOG, extra={"POINT:LABELS": labels}))


@pytest.mark.parametrize("separator", [":", "_", "|"])
def test_two_persons_are_a_question_and_an_option_answers_it(separator, tmp_path):
    path = two(separator, tmp_path)
    with pytest.raises(BadInput, match="has 2 persons: Anna and Ben; choose one, such as --person Anna"):
        read(path)
    anna, ben = (markers(path, person=who) for who in ("Anna", "Ben"))
    assert anna.names == ben.names == scene.MARKERS
    np.testing.assert_allclose(anna.positions, scene.markers(), atol=1e-6)
    np.testing.assert_allclose(ben.positions, scene.markers() * 1.2 + [0, 0, 1.5], atol=1e-6)
    assert "Of 2 persons Ben is read." in ben.notes
    with pytest.raises(UnknownName, match="no person is called 'Bert'; there are Anna, Ben"):
        read(path, person="Bert")


def test_what_has_a_name_before_it_and_is_no_person_is_an_object(tmp_path):
    """A box with corners, one of them called as a marker is, has no vote on axes and no place on the body."""
    labels = [*(f"Anna:{name}" for name in scene.MARKERS), "Box:LASI", "Box:2"]
    box = np.full((scene.FRAMES, 2, 3), 9000.0)
    extra = {"POINT:LABELS": labels}
    content = c3d(np.concatenate([scene.markers() * 1000, box], axis=1), ANALOG, extra=extra)
    found = markers(written(tmp_path, "it.c3d", content))
    assert found.names == (*scene.MARKERS, "Box:LASI", "Box:2")
    np.testing.assert_allclose(found.positions[:, :-2], scene.markers(), atol=1e-6)
    assert "Box:LASI" not in meanings(found.names)


def test_a_person_where_nobody_is_named_is_refused(tmp_path):
    path = written(tmp_path, "it.trc", trc(NAMES, "mm"))
    with pytest.raises(BadInput, match=r"--person Anna: it\.trc names no persons"):
        read(path, person="Anna")


def test_chairs_boxes_and_angles_have_no_vote_on_up_forward_and_unit(tmp_path):
    """They lie far to the side and their names are full of words of the body."""
    others = ("ChairBack_Head", "BoxLeft", "BoxRight", "LHipAngles", "RHeadAngles", "Shoulder Rest")
    points = np.concatenate(
        [scene.markers() * 1000, np.full((scene.FRAMES, len(others), 3), 50_000.0)], axis=1
    )
    points[:, -2:] *= [-1, -3, 5]
    extra = {"POINT:LABELS": [*scene.MARKERS, *others]}
    found = markers(written(tmp_path, "it.c3d", c3d(points, ANALOG, extra=extra)))
    n = len(scene.MARKERS)
    np.testing.assert_allclose(found.positions[:, :n], scene.markers(), atol=1e-6)
    assert (found.facts.up, found.facts.forward, found.facts.unit) == ("y", "x", "mm")


@pytest.mark.parametrize(("unit", "metres"), [("cm", 0.01), ("m", 1.0), ("in", 0.0254)])
def test_the_user_may_say_the_unit(unit, metres, tmp_path):
    found = markers(written(tmp_path, "it.trc", trc(NAMES, "mm")), unit=unit)
    np.testing.assert_allclose(found.positions, scene.markers() * 1000 * metres, rtol=1e-6)
    assert found.facts.unit == unit
    assert not [note for note in found.notes if "unit" in note]


def test_a_map_may_name_a_place_and_tells_which_way_is_up(tmp_path):
    """Names that nobody knows: without the map up is a guess, with it the way from feet to shoulders."""
    text = ""
    for i, name in enumerate(scene.MARKERS):
        meaning = meanings([name])[name]
        text += f'[[markers]]\nnames = ["m{i}"]\nplace = "{meaning.place}"\nside = "{meaning.side}"\n'
    own = read_maps(markers=written(tmp_path, "map.toml", text))
    labels = {"POINT:LABELS": [f"m{i}" for i in range(len(scene.MARKERS))]}
    lying = scene.markers()[..., [1, 2, 0]] * 1000  # x of the file is up
    path = written(tmp_path, "it.c3d", c3d(lying, ANALOG, extra=labels))
    found = markers(path, names=own)
    np.testing.assert_allclose(found.positions, scene.markers(), atol=1e-6)
    assert (found.facts.up, found.facts.forward) == ("x", "z")
    assert any("--up says it" in note for note in read(path).notes)
    skeleton = Body.of("male").skeleton
    np.testing.assert_array_equal(places(skeleton, own)["M0"].local, places(skeleton)["LASI"].local)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[joints]]\nnames = ["A"]\njoint = "arm"\nside = "left"', r"it has no \[\[markers\]\]"),
        ('[[marker]]\nnames = ["A"]', "did you mean markers"),
        ('[[markers]]\nnames = ["A"]\nplace = "asys"', "did you mean asis"),
        ('[[markers]]\nnames = ["A"]\nplace = "asis"', 'asis takes "right" or "left"'),
        ('[[markers]]\nnames = ["A"]\nplace = "C7"\nside = "left"', 'C7 takes "mid"'),
    ],
)
def test_a_faulty_map_says_what_is_wrong_and_where(text, message, tmp_path):
    with pytest.raises((BadInput, UnknownName), match=message) as raised:
        places(Body.of("male").skeleton, read_maps(markers=written(tmp_path, "map.toml", text)))
    assert "map.toml" in str(raised.value)
