"""The bones as smooth triangle surfaces, made from the measured tables for any subject."""

from dorsum.view.bones.build import bone_surfaces
from dorsum.view.bones.mesh import Surface

__all__ = ["Surface", "bone_surfaces"]
