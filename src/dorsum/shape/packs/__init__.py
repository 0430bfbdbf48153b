"""Mesh packs: surfaces of real bones that a user adds, shown in place of the drawn bones."""
