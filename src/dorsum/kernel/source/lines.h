// Muscles as lines; `mechanics/lines.py` says how.

#pragma once

#include "bones.h"

// A straight piece: its line (u, m) and its length.
struct Line {
    Vector3 u, m;
    double length;
};

// World positions (points, 3), and the lines of all pieces between them.
void draw(const Paths &paths, const Bone *bones, double *points, Line *lines);
