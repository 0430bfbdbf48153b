"""The bones as smooth triangle surfaces, made from the measured tables for any subject."""

from dorsum.shape.bones.build import bone_surfaces
from dorsum.shape.bones.mesh import Surface

__all__ = ["Surface", "bone_surfaces"]
