"""Files of other programs: reading and writing them, nothing that computes."""
