// Where every bone of a frame is and what its motion asks; `mechanics/kinematics.py` has the conventions.

#pragma once

#include "body.h"
#include "vectors.h"

struct Bone {
    Matrix rotation;
    Vector3 origin;
    Vector3 axis[3];  // of the joint's rotations z, x, y, in the world
};

struct Spin {
    Vector3 omega, alpha;  // rad/s, rad/s²
    Vector3 acceleration;  // of the joint centre, m/s²
};

// Place the bones for angles (bodies, 3).
void place(const Tree &tree, const double *angles, Bone *bones);

// Add the rates of linear and angular momentum about the world origin, times a sign, to wrenches (bodies, 6).
void add_momentum(const Tree &tree, const Masses &masses, const Bone *bones, const double *velocities,
                  const double *accelerations, Spin *spins, double sign, double *wrench);

// Sum wrenches (bodies, 6) over the subtree of every body, in place.
void gather(const Tree &tree, double *wrench);
