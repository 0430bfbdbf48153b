// How outputs depend on where the bones are, four outputs at once.
//
// The slope of an output by a point that moves with a bone acts like a force at that point: turned about a
// joint, all points and directions of the bones above change the output by the moment of these forces about
// the axis. So slopes are kept as wrenches about the world origin, one a bone.

#pragma once

#include "bones.h"

struct Wrenches {
    Vectors3 force, moment;
};

class Adjoint {
public:
    Adjoint(Memory &memory, const Tree &tree)
        : tree_(tree),
          force_(memory, tree.bodies),
          moment_(memory, tree.bodies),
          axis_(memory, 3 * tree.bodies),
          spun_(memory, 3 * tree.bodies) {}
    void clear();

    // Slopes by what moves with a body: a point, and a direction times something.
    void point(int64_t body, const Vector3 &at, const Vectors3 &slope) {
        force_[body] += slope, moment_[body] += cross(at, slope);
    }
    void direction(int64_t body, const Vectors3 &couple) { moment_[body] += couple; }
    // By a joint's centre and axes, which the bone below carries.
    void centre(int64_t body, const Vector3 &at, const Vectors3 &slope) {
        if (!tree_.root(body)) point(tree_.parent[body], at, slope);
    }
    void axis(int64_t body, int64_t k, const Vectors3 &slope) { axis_[3 * body + k] += slope; }

    // By `add_momentum` of a sign, from slopes (bodies,) by its wrenches.
    void momentum(const Masses &masses, const Bone *bones, const Spin *spins, const double *velocities,
                  const double *accelerations, double sign, const Wrenches *slopes);

    // Slopes (bodies, 3, outputs) by the angles; called last.
    void by_angles(const Bone *bones, int outputs, double *slopes);

private:
    const Tree &tree_;
    Array<Vectors3> force_, moment_, axis_;
    Array<Vectors3> spun_;  // (bodies, 3) slopes by omega, alpha and the acceleration of the joint centre
};
