#include "adjoint.h"

void Adjoint::clear() {
    fill(force_.data(), tree_.bodies, Vectors3{});
    fill(moment_.data(), tree_.bodies, Vectors3{});
    fill(axis_.data(), 3 * tree_.bodies, Vectors3{});
}

// Slopes of acceleration + α × arm + ω × (ω × arm); the couple is of the arm's direction.
static Vectors3 of_acceleration(const Spin &spin, const Vector3 &arm, const Vectors3 &slope, Vectors3 *spun) {
    const Vectors3 inner = cross(slope, spin.omega);
    spun[0] += cross(cross(spin.omega, arm), slope) + cross(arm, inner);
    spun[1] += cross(arm, slope);
    spun[2] += slope;
    return cross(arm, cross(slope, spin.alpha) + cross(inner, spin.omega));
}

void Adjoint::momentum(const Masses &masses, const Bone *bones, const Spin *spins, const double *velocities,
                       const double *accelerations, double sign, const Wrenches *slopes) {
    fill(spun_.data(), 3 * tree_.bodies, Vectors3{});
    for (int64_t b = tree_.bodies - 1; b >= 0; b--) {
        const Bone &bone = bones[b];
        const Spin &spin = spins[b];
        Vectors3 *spun = spun_ + 3 * b;
        const auto turned = [&](const auto &v) {
            return bone.rotation * (matrix(masses.inertia + 9 * b) * along(bone.rotation, v));
        };
        const Vectors3 force = spread(sign) * slopes[b].force, couple = spread(sign) * slopes[b].moment;

        // The linear part, m a at the centre of mass.
        const Vector3 arm = bone.rotation * vector(masses.centre + 3 * b), centre = bone.origin + arm;
        const Vector3 acceleration = spin.acceleration + cross(spin.alpha, arm) + cross(spin.omega, cross(spin.omega, arm));
        point(b, centre, cross(masses.mass[b] * acceleration, couple));
        const Vectors3 linear = spread(masses.mass[b]) * (force + cross(couple, centre));
        moment_[b] += of_acceleration(spin, arm, linear, spun);

        // The angular part, I α + ω × I ω.
        const Vectors3 across = cross(couple, spin.omega);
        const Vector3 gained = turned(spin.alpha), held = turned(spin.omega);
        spun[0] += cross(held, couple) + turned(across);
        spun[1] += turned(couple);
        moment_[b] += cross(gained, couple) - cross(spin.alpha, turned(couple));
        moment_[b] += cross(held, across) - cross(spin.omega, turned(across));

        // Back over the three rotations of the joint.
        Vector3 omega = spin.omega;
        for (int k = 2; k >= 0; k--) {
            const double rate = velocities[3 * b + k], gain = accelerations[3 * b + k];
            const Vector3 &n = bone.axis[k];
            omega = omega - rate * n;
            axis_[3 * b + k] += spread(rate) * (spun[0] + cross(spun[1], omega)) + spread(gain) * spun[1];
            spun[0] += spread(rate) * cross(n, spun[1]);
        }
        if (tree_.root(b)) continue;
        const int64_t under = tree_.parent[b];
        Vectors3 *below = spun_ + 3 * under;
        below[0] += spun[0], below[1] += spun[1];
        moment_[under] += of_acceleration(spins[under], bone.origin - bones[under].origin, spun[2], below);
    }
}

void Adjoint::by_angles(const Bone *bones, int outputs, double *slopes) {
    for (int64_t b = 0; b < tree_.bodies; b++) {
        if (tree_.root(b)) continue;
        for (int k = 0; k < 3; k++) moment_[tree_.parent[b]] += cross(bones[b].axis[k], axis_[3 * b + k]);
    }
    for (int64_t b = tree_.bodies - 1; b >= 0; b--) {
        const Bone &bone = bones[b];
        if (!tree_.root(b)) {
            force_[tree_.parent[b]] += force_[b], moment_[tree_.parent[b]] += moment_[b];
        }
        // The axis x turns with the angle z, and y with both.
        const Vectors3 by_y = cross(bone.axis[2], axis_[3 * b + 2]);
        const Vectors3 by_x = cross(bone.axis[1], axis_[3 * b + 1]) + by_y;
        const Vectors3 about = moment_[b] - cross(bone.origin, force_[b]);
        const Vector found[3] = {dot(bone.axis[0], about + by_x), dot(bone.axis[1], about + by_y),
                               dot(bone.axis[2], about)};
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < outputs; i++) slopes[outputs * (3 * b + k) + i] = found[k][i];
        }
    }
}
