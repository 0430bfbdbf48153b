#include "bones.h"

// Most joints of a posture are not turned, about most axes.
static double cosine(double angle) { return angle == 0.0 ? 1.0 : cos(angle); }
static double sine(double angle) { return angle == 0.0 ? angle : sin(angle); }

void place(const Tree &tree, const double *angles, Bone *bones) {
    for (int64_t b = 0; b < tree.bodies; b++) {
        const double *q = angles + 3 * b;
        const double cz = cosine(q[0]), sz = sine(q[0]), cx = cosine(q[1]), sx = sine(q[1]);
        const double cy = cosine(q[2]), sy = sine(q[2]);
        const Matrix axes = matrix(tree.axes + 9 * b);
        Matrix base = axes;
        Vector3 origin = vector(tree.offset + 3 * b);
        if (!tree.root(b)) {
            const Bone &under = bones[tree.parent[b]];
            base = under.rotation * axes;
            origin = under.origin + under.rotation * origin;
        }
        const Vector3 x = cz * base.x + sz * base.y, across = cz * base.y - sz * base.x;
        const Vector3 y = cx * across + sx * base.z, z = cx * base.z - sx * across;
        const Matrix turned = {cy * x - sy * z, y, sy * x + cy * z};
        bones[b] = {turned * transposed(axes), origin, {base.z, x, y}};
    }
}

void gather(const Tree &tree, double *wrench) {
    for (int64_t b = tree.bodies - 1; b >= 0; b--) {
        if (tree.root(b)) continue;
        add(wrench + 6 * tree.parent[b], 1.0, vector(wrench + 6 * b), vector(wrench + 6 * b + 3));
    }
}

// Acceleration of a point at `arm` from the joint centre.
static Vector3 acceleration(const Spin &spin, const Vector3 &arm) {
    return spin.acceleration + cross(spin.alpha, arm) + cross(spin.omega, cross(spin.omega, arm));
}

void add_momentum(const Tree &tree, const Masses &masses, const Bone *bones, const double *velocities,
                  const double *accelerations, Spin *spins, double sign, double *wrench) {
    for (int64_t b = 0; b < tree.bodies; b++) {
        const Bone &bone = bones[b];
        Spin spin = {};
        if (!tree.root(b)) {
            const int64_t under = tree.parent[b];
            spin = spins[under];
            spin.acceleration = acceleration(spin, bone.origin - bones[under].origin);
        }
        for (int k = 0; k < 3; k++) {
            const double rate = velocities[3 * b + k];
            spin.alpha = spin.alpha + accelerations[3 * b + k] * bone.axis[k] + rate * cross(spin.omega, bone.axis[k]);
            spin.omega = spin.omega + rate * bone.axis[k];
        }
        spins[b] = spin;
        const Vector3 arm = bone.rotation * vector(masses.centre + 3 * b);
        const Vector3 linear = masses.mass[b] * acceleration(spin, arm);
        const Matrix inertia = matrix(masses.inertia + 9 * b);
        const Vector3 gained = bone.rotation * (inertia * along(bone.rotation, spin.alpha));
        const Vector3 held = bone.rotation * (inertia * along(bone.rotation, spin.omega));
        add(wrench + 6 * b, sign, linear, cross(bone.origin + arm, linear) + gained + cross(spin.omega, held));
    }
}

EXPORTED int dorsum_place(const Tree *tree, int64_t frames, const double *angles, double *rotation, double *origin) {
    Memory memory;
    Array<Bone> bones(memory, tree->bodies);
    if (memory.out || !tree->ordered()) return memory.out ? NO_MEMORY : NO_TREE;
    for (int64_t f = 0; f < frames; f++) {
        place(*tree, angles + 3 * tree->bodies * f, bones);
        for (int64_t b = 0; b < tree->bodies; b++, rotation += 9, origin += 3) {
            store(rotation, bones[b].rotation), store(origin, bones[b].origin);
        }
    }
    return DONE;
}

// Rates of momentum (frames, bodies, 6) about the world origin, into an array of zeros.
EXPORTED int dorsum_momentum(const Tree *tree, const Masses *masses, int64_t frames, const double *angles,
                             const double *velocities, const double *accelerations, double *wrench) {
    const int64_t n = tree->bodies;
    Memory memory;
    Array<Bone> bones(memory, n);
    Array<Spin> spins(memory, n);
    if (memory.out || !tree->ordered()) return memory.out ? NO_MEMORY : NO_TREE;
    for (int64_t f = 0; f < frames; f++) {
        place(*tree, angles + 3 * n * f, bones);
        add_momentum(*tree, *masses, bones, velocities + 3 * n * f, accelerations + 3 * n * f, spins, 1.0,
                     wrench + 6 * n * f);
    }
    return DONE;
}
