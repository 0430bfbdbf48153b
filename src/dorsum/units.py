"""The only conversions: published units in, SI out, degrees and millimetres back at the edges."""

from __future__ import annotations

from math import pi

DEGREE = pi / 180.0
MM = 1e-3
CM = 1e-2
CM2 = 1e-4
CM3 = 1e-6
MM2 = 1e-6
N_PER_CM2 = 1e4
KPA = 1e3
MPA = 1e6
NM_PER_DEGREE = 180.0 / pi
PERCENT = 1e-2
