#include "lines.h"

void draw(const Paths &paths, const Bone *bones, double *points, Line *lines) {
    for (int64_t p = 0; p < paths.points; p++) {
        const Bone &bone = bones[paths.point_body[p]];
        store(points + 3 * p, bone.origin + bone.rotation * vector(paths.point_local + 3 * p));
    }
    for (int64_t i = 0; i < paths.pieces; i++) {
        const double *start = points + 3 * paths.piece_start[i];
        const Vector3 a = vector(start), apart = vector(start + 3) - a;
        const double length = sqrt(dot(apart, apart));
        const Vector3 u = (1.0 / length) * apart;
        lines[i] = {u, cross(a, u), length};
    }
}
