// What crosses every joint, as `mechanics/statics.py` has it in NumPy.

#include "lines.h"

// Wrenches (frames, bodies, 6), and forces and moments (frames, levels, 3).
EXPORTED int dorsum_reactions(const Body *body, int64_t frames, const double *rotation, const double *origin,
                              const double *carried, const double *tension, double *wrench, double *force,
                              double *moment) {
    const int64_t n = body->tree.bodies, active = body->fibres.active;
    const Paths &paths = body->paths;
    Memory memory;
    Array<Bone> bones(memory, n);
    Array<Line> lines(memory, paths.pieces);
    Array<double> points(memory, 3 * paths.points);
    if (memory.out || !body->tree.ordered()) return memory.out ? NO_MEMORY : NO_TREE;
    for (int64_t f = 0; f < frames; f++, wrench += 6 * n, tension += active) {
        for (int64_t b = 0; b < n; b++) {
            bones[b].rotation = matrix(rotation + 9 * (n * f + b));
            bones[b].origin = vector(origin + 3 * (n * f + b));
        }
        draw(paths, bones, points, lines);
        copy(carried + 6 * n * f, 6 * n, wrench);
        for (int64_t i = 0; i < paths.pieces; i++) {
            if (paths.piece_active[i] >= active) continue;
            const double pull = tension[paths.piece_active[i]];
            const int64_t start = paths.point_body[paths.piece_start[i]];
            const int64_t end = paths.point_body[paths.piece_start[i] + 1];
            add(wrench + 6 * start, pull, lines[i].u, lines[i].m);
            add(wrench + 6 * end, -pull, lines[i].u, lines[i].m);
        }
        gather(body->tree, wrench);
        for (int64_t i = 0; i < body->levels.levels; i++, force += 3, moment += 3) {
            const int64_t b = body->levels.body[i], under = body->tree.parent[b];
            const Matrix lower = bones[under].rotation * matrix(body->tree.axes + 9 * b);
            const Vector3 through = vector(wrench + 6 * b);
            store(force, along(lower, through));
            store(moment, along(lower, vector(wrench + 6 * b + 3) - cross(bones[b].origin, through)));
        }
    }
    return DONE;
}
