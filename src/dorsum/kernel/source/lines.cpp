#include "lines.h"

namespace {

// `body/wraps.py`: two points of contact with a ball, and the length between them along it.
double touch(const Vector3 &start, const Vector3 &end, double radius, Vector3 &one, Vector3 &other) {
    const double far = sqrt(dot(start, start)), near = sqrt(dot(end, end)), least = 1e-12;
    const Vector3 u = (1.0 / far) * start, w = (1.0 / near) * end;
    const double cosine = dot(u, w);
    const Vector3 across = w - cosine * u;
    const double sine = sqrt(larger(dot(across, across), least * least));
    const double first = acos(radius / far), last = atan2(sine, cosine) - acos(radius / near);
    if (last > first) {
        const Vector3 v = (1.0 / sine) * across;
        one = radius * (cos(first) * u + sin(first) * v);
        other = radius * (cos(last) * u + sin(last) * v);
        return radius * (last - first);
    }
    const Vector3 third = (1.0 / 3.0) * (end - start);
    one = start + third;
    other = start + 2.0 * third;
    return sqrt(dot(third, third));
}

Line line(const Vector3 &start, const Vector3 &end) {
    const Vector3 apart = end - start;
    const double length = sqrt(dot(apart, apart));
    const Vector3 u = (1.0 / length) * apart;
    return {u, cross(start, u), length};
}

}  // namespace

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
    for (int64_t i = 0; i < paths.wraps; i++) {  // and once more those before, along and after a ball
        const int64_t first = paths.wrap_point[i], piece = paths.wrap_piece[i];
        double *at = points + 3 * first;
        const Vector3 centre = bones[paths.point_body[first]].origin;
        Vector3 one, other;
        const double along = touch(vector(at - 3) - centre, vector(at + 6) - centre, paths.wrap_radius[i], one, other);
        store(at, centre + one), store(at + 3, centre + other);
        for (int64_t k = -1; k <= 1; k++) lines[piece + k] = line(vector(at + 3 * k), vector(at + 3 * k + 3));
        lines[piece].length = along;
    }
}
