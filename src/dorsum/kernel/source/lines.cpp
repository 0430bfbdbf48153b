#include "lines.h"

void draw(const Paths &paths, const Bone *bones, double *points, Line *lines) {
    for (int64_t p = 0; p < paths.points; p++) {
        const Bone &bone = bones[paths.point_body[p]];
        store(points + 3 * p, bone.origin + bone.rotation * vector(paths.point_local + 3 * p));
    }
    const int64_t lanes = LANES;
    for (int64_t first = 0; first < paths.pieces; first += lanes) {  // roots and quotients four at a time
        const int64_t count = paths.pieces - first < lanes ? paths.pieces - first : lanes;
        Vector3 apart[LANES];
        Vector length = spread(1.0);
        for (int64_t k = 0; k < count; k++) {
            const double *start = points + 3 * paths.piece_start[first + k];
            apart[k] = vector(start + 3) - vector(start);
            length[k] = dot(apart[k], apart[k]);
        }
        for (size_t k = 0; k < LANES; k++) length[k] = sqrt(length[k]);
        const Vector inverse = spread(1.0) / length;
        for (int64_t k = 0; k < count; k++) {
            const Vector3 a = vector(points + 3 * paths.piece_start[first + k]), u = inverse[k] * apart[k];
            lines[first + k] = {u, cross(a, u), length[k]};
        }
    }
}
