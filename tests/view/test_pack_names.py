"""The FMA ids of what is drawn: every surface that has ids has the right ones."""

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.view.bones import bone_surfaces

LOW_CARTILAGES = {f"costal_cartilage{i}_{side}" for i in (8, 9, 10) for side in ("right", "left")}
WITHOUT_IDS = {"symphysis"} | LOW_CARTILAGES


def test_every_drawn_surface_has_ids(tables: Tables) -> None:
    drawn = {surface.name for surface in bone_surfaces(Body.of("male"))}
    assert {row.surface for row in tables.bone_fma} == drawn - WITHOUT_IDS


def test_ids_agree_with_those_of_the_bones_that_landmarks_lie_on(tables: Tables) -> None:
    drawn = {row.fma_id: row.surface for row in tables.bone_fma}
    parts = {"occipital": "skull", "temporal": "skull", "ilium": "hip_bone"}
    for bone in tables.bones:
        if bone.fma_id is not None:
            assert drawn[bone.fma_id].removesuffix("_right") == parts.get(bone.bone, bone.bone)


def test_sides_stand_in_the_names_of_the_fma(tables: Tables) -> None:
    for row in tables.bone_fma:
        side = row.surface.rpartition("_")[2]
        if side in ("right", "left"):
            assert side in row.name.split(), row.fma_id
