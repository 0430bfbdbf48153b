"""Joints of character rigs: every rig in use has hips, neck, head, arms and legs, whatever it calls them."""

import pytest

from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.name_maps import read_maps
from dorsum.exchange.read.rig_names import rig_joints, without_prefix
from exchange.c3d_bytes import written

WANTED = ("arm", "forearm", "hand", "thigh", "shank", "foot")
BIPED = (
    "Pelvis|Spine|Spine1|Neck|Head|{L} Clavicle|{L} UpperArm|{L} Forearm|{L} Hand|{L} Thigh|{L} Calf|"
    "{L} Foot|{L} Toe0"
)
MOTIONBUILDER = (
    "Hips|Spine|Spine1|Spine2|Neck|Head|{Left}Shoulder|{Left}Arm|{Left}ForeArm|{Left}Hand|{Left}HandIndex1|"
    "{Left}UpLeg|{Left}Leg|{Left}Foot|{Left}ToeBase"
)
# Names as the rig writes them, and those of arm, forearm, hand, thigh, shank and foot of the left side.
RIGS = {
    "Motionbuilder": (MOTIONBUILDER, "LeftArm LeftForeArm LeftHand LeftUpLeg LeftLeg LeftFoot"),
    "CMU": (
        "Hips|LHipJoint|RHipJoint|LowerBack|Spine|Spine1|Neck|Neck1|Head|{Left}UpLeg|{Left}Leg|{Left}Foot|"
        "{Left}ToeBase|{Left}Shoulder|{Left}Arm|{Left}ForeArm|{Left}Hand|{Left}FingerBase|{L}Thumb",
        "LeftArm LeftForeArm LeftHand LeftUpLeg LeftLeg LeftFoot",
    ),
    "CMU ASF": (
        "root|lowerback|upperback|thorax|lowerneck|upperneck|head|{l}hipjoint|{l}femur|{l}tibia|{l}foot|"
        "{l}toes|{l}clavicle|{l}humerus|{l}radius|{l}wrist|{l}hand|{l}fingers",
        "lhumerus lradius lwrist lfemur ltibia lfoot",
    ),
    "Mixamo": (
        "|".join(f"mixamorig:{name}" for name in MOTIONBUILDER.split("|")),
        "mixamorig:LeftArm mixamorig:LeftForeArm mixamorig:LeftHand mixamorig:LeftUpLeg mixamorig:LeftLeg"
        " mixamorig:LeftFoot",
    ),
    "Mixamo of Blender": (
        "|".join(f"mixamorig1_{name}" for name in MOTIONBUILDER.split("|")),
        "mixamorig1_LeftArm mixamorig1_LeftForeArm mixamorig1_LeftHand mixamorig1_LeftUpLeg"
        " mixamorig1_LeftLeg mixamorig1_LeftFoot",
    ),
    "Perception Neuron": (
        "|".join(f"Robot_{name}" for name in MOTIONBUILDER.split("|")),
        "Robot_LeftArm Robot_LeftForeArm Robot_LeftHand Robot_LeftUpLeg Robot_LeftLeg Robot_LeftFoot",
    ),
    "Rokoko": (
        "Hips|Spine|Spine2|Neck|Head|{Left}Shoulder|{Left}Arm|{Left}ForeArm|{Left}Hand|{Left}Thigh|{Left}Shin|"
        "{Left}Foot|{Left}Toe",
        "LeftArm LeftForeArm LeftHand LeftThigh LeftShin LeftFoot",
    ),
    "Xsens": (
        "Hips|Chest|Chest2|Chest3|Chest4|Neck|Head|{Left}Collar|{Left}Shoulder|{Left}Elbow|{Left}Wrist|{Left}Hip|"
        "{Left}Knee|{Left}Ankle|{Left}Toe",
        "LeftShoulder LeftElbow LeftWrist LeftHip LeftKnee LeftAnkle",
    ),
    "Xsens segments": (
        "Pelvis|L5|L3|T12|T8|Neck|Head|{Left}Shoulder|{Left}UpperArm|{Left}ForeArm|{Left}Hand|{Left}UpperLeg|"
        "{Left}LowerLeg|{Left}Foot|{Left}Toe",
        "LeftUpperArm LeftForeArm LeftHand LeftUpperLeg LeftLowerLeg LeftFoot",
    ),
    "SMPL": (
        "Pelvis|{L}_Hip|Spine1|{L}_Knee|Spine2|{L}_Ankle|Spine3|{L}_Foot|Neck|{L}_Collar|Head|{L}_Shoulder|"
        "{L}_Elbow|{L}_Wrist|{L}_Hand",
        "L_Shoulder L_Elbow L_Wrist L_Hip L_Knee L_Ankle",
    ),
    "3ds Max Biped": (
        "|".join(f"Bip01 {name}" for name in BIPED.split("|")),
        "Bip01 L UpperArm,Bip01 L Forearm,Bip01 L Hand,Bip01 L Thigh,Bip01 L Calf,Bip01 L Foot",
    ),
    "3ds Max Biped with its root": (
        "Bip01|" + "|".join(f"Bip01_{name.replace(' ', '_')}" for name in BIPED.split("|")),
        "Bip01_L_UpperArm Bip01_L_Forearm Bip01_L_Hand Bip01_L_Thigh Bip01_L_Calf Bip01_L_Foot",
    ),
    "Motive": (
        "Skeleton 001_Hip|Skeleton 001_Ab|Skeleton 001_Chest|Skeleton 001_Neck|Skeleton 001_Head|"
        "Skeleton 001_{L}Shoulder|Skeleton 001_{L}UArm|Skeleton 001_{L}FArm|Skeleton 001_{L}Hand|"
        "Skeleton 001_{L}Thigh|Skeleton 001_{L}Shin|Skeleton 001_{L}Foot|Skeleton 001_{L}Toe",
        "Skeleton 001_LUArm,Skeleton 001_LFArm,Skeleton 001_LHand,Skeleton 001_LThigh,Skeleton 001_LShin,"
        "Skeleton 001_LFoot",
    ),
    "Unreal": (
        "root|pelvis|spine_01|spine_02|neck_01|head|clavicle_{l}|upperarm_{l}|lowerarm_{l}|hand_{l}|thigh_{l}|"
        "calf_{l}|foot_{l}|ball_{l}",
        "upperarm_l lowerarm_l hand_l thigh_l calf_l foot_l",
    ),
    "VRM": (
        "J_Bip_C_Hips|J_Bip_C_Spine|J_Bip_C_Neck|J_Bip_C_Head|J_Bip_{L}_Shoulder|J_Bip_{L}_UpperArm|"
        "J_Bip_{L}_LowerArm|J_Bip_{L}_Hand|J_Bip_{L}_UpperLeg|J_Bip_{L}_LowerLeg|J_Bip_{L}_Foot|"
        "J_Bip_{L}_ToeBase",
        "J_Bip_L_UpperArm J_Bip_L_LowerArm J_Bip_L_Hand J_Bip_L_UpperLeg J_Bip_L_LowerLeg J_Bip_L_Foot",
    ),
    "Poser": (
        "hip|abdomen|chest|neck|head|{l}Collar|{l}Shldr|{l}ForeArm|{l}Hand|{l}Thigh|{l}Shin|{l}Foot|{l}Toe",
        "lShldr lForeArm lHand lThigh lShin lFoot",
    ),
    "Kinect": (
        "HipCenter|Spine|ShoulderCenter|Head|Shoulder{Left}|Elbow{Left}|Wrist{Left}|Hand{Left}|Hip{Left}|"
        "Knee{Left}|Ankle{Left}|Foot{Left}",
        "ShoulderLeft ElbowLeft WristLeft HipLeft KneeLeft AnkleLeft",
    ),
}


def joints_of(rig: str) -> list[str]:
    names: list[str] = []
    for name in RIGS[rig][0].split("|"):
        sides = [("L", "l", "Left"), ("R", "r", "Right")] if "{" in name else [("", "", "")]
        names += [name.format(L=upper, l=lower, Left=word) for upper, lower, word in sides]
    return names


@pytest.mark.parametrize("rig", RIGS)
def test_every_rig_has_its_limbs_and_trunk(rig):
    names = joints_of(rig)
    found = rig_joints(names)
    text = RIGS[rig][1]
    left = text.split(",") if "," in text else text.split()
    assert [names[found[joint, "left"]] for joint in WANTED] == left
    for joint in WANTED:
        right, other = names[found[joint, "right"]], names[found[joint, "left"]]
        assert right != other
        assert right.lower().replace("right", "left").translate(
            str.maketrans("r", "l")
        ) == other.lower().translate(str.maketrans("r", "l"))
    assert {("hips", "mid"), ("neck", "mid"), ("head", "mid")} <= set(found)
    hips = names[found["hips", "mid"]].lower()
    assert "pelvis" in hips or "hip" in hips or hips == "root"


def test_a_side_alone_is_no_prefix():
    assert without_prefix(["L_Arm", "L_Leg", "R_Arm", "R_Leg"]) == ["L_Arm", "L_Leg", "R_Arm", "R_Leg"]


def test_a_map_says_what_joints_are(tmp_path):
    text = """
[[joints]]
names = ["Becken"]
joint = "hips"
[[joints]]
names = ["Oberarm_L", "OberarmL"]
joint = "arm"
side = "left"
"""
    own = read_maps(joints=written(tmp_path, "map.toml", text))
    found = rig_joints(["Becken", "Hals", "Oberarm_L", "Neck"], own)
    assert found == {("hips", "mid"): 0, ("neck", "mid"): 3, ("arm", "left"): 2}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[joints]]\nnames = ["A"]\njoint = "harm"', "did you mean arm"),
        ('[[joints]]\njoint = "arm"', "lacks names"),
        ('[[joints]]\nnames = ["A"]\njoint = "arm"\nside = "up"', "no side is called 'up'"),
        ('[[markers]]\nnames = ["A"]\nbody = "T1"', r"it has no \[\[joints\]\]"),
    ],
)
def test_a_faulty_map_of_joints_is_refused(text, message, tmp_path):
    with pytest.raises((BadInput, UnknownName), match=message):
        read_maps(joints=written(tmp_path, "map.toml", text))
