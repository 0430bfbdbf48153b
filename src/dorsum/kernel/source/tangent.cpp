// How moments at a chain of joints change as these turn, as `mechanics/tangent.py` has it: all but the springs
// and what stretches.
#include "lines.h"

namespace {

constexpr int64_t SIDE = 6, SIZE = SIDE * SIDE;

// Velocity of a point at `at` by a unit of screw coordinate j: three of translation, three of rotation.
inline Vector3 velocity(int64_t j, const Vector3 &at) {
    const Vector3 basis = {double(j % 3 == 0), double(j % 3 == 1), double(j % 3 == 2)};
    return j < 3 ? basis : cross(basis, at);
}

// Adds W of a force at a point: n_r · W screw_s is f · (n_r × (n_s × (p − o_s))).
void add_turning(const Vector3 &force, const Vector3 &at, double *w) {
    for (int64_t j = 0; j < SIDE; j++) {
        const Vector3 moment = cross(velocity(j, at), force);
        w[3 * SIDE + j] += moment.x, w[4 * SIDE + j] += moment.y, w[5 * SIDE + j] += moment.z;
    }
}

// Adds W of a piece whose end is at `at`, with unit direction u towards it: its line turns as the end moves.
void add_swinging(const Vector3 &u, const Vector3 &at, double per_length, double *w) {
    Vector3 moved[SIDE], across[SIDE];
    for (int64_t j = 0; j < SIDE; j++) {
        moved[j] = velocity(j, at);
        across[j] = per_length * (moved[j] - dot(u, moved[j]) * u);
    }
    for (int64_t i = 0; i < SIDE; i++)
        for (int64_t j = 0; j < SIDE; j++) w[SIDE * i + j] += dot(moved[i], across[j]);
}

double between(const double *one, const double *w, const double *other) {
    double total = 0;
    for (int64_t i = 0; i < SIDE; i++) {
        double row = 0;
        for (int64_t j = 0; j < SIDE; j++) row += w[SIDE * i + j] * other[j];
        total += one[i] * row;
    }
    return total;
}

void screw_of(const Bone &bone, int64_t axis, double *screw) {
    store(screw, cross(bone.origin, bone.axis[axis])), store(screw + 3, bone.axis[axis]);
}

}  // namespace

// Of tensions (frames, active) and of forces at points (frames, bodies, 3): slopes by the angles of the rows
// (frames, rows, rows) and by the tilt (frames, rows) of what is asked of the muscles.
EXPORTED int dorsum_tangent(const Body *body, int64_t frames, const double *angles, const double *tension,
                            const double *force, const double *at, double *by_rows, double *by_tilt) {
    const int64_t n = body->tree.bodies, active = body->fibres.active, k = body->rows.subtrees;
    const Rows &rows = body->rows;
    const Paths &paths = body->paths;
    Memory memory;
    Array<Bone> bones(memory, n);
    Array<Line> lines(memory, paths.pieces);
    Array<double> points(memory, 3 * paths.points), depth(memory, n), screws(memory, SIDE * rows.rows);
    Array<double> pieces(memory, SIZE * k * k), loads(memory, SIZE * (k + 1)), root(memory, SIDE);
    if (memory.out || !body->tree.ordered()) return memory.out ? NO_MEMORY : NO_TREE;
    for (int64_t b = 0; b < n; b++) {
        depth[b] = body->tree.root(b) ? 0 : depth[body->tree.parent[b]];
        for (int64_t i = 0; i < k; i++) depth[b] += rows.subtree[i] == b;
    }
    for (int64_t f = 0; f < frames; f++, tension += active) {
        place(body->tree, angles + 3 * n * f, bones);
        draw(paths, bones, points, lines);
        fill<double>(pieces, SIZE * k * k, 0.0);
        fill<double>(loads, SIZE * (k + 1), 0.0);
        for (int64_t i = 0; i < paths.pieces; i++) {
            if (paths.piece_active[i] >= active) continue;
            const int64_t first = paths.piece_start[i];
            const int64_t start = int64_t(depth[paths.point_body[first]]);
            const int64_t end = int64_t(depth[paths.point_body[first + 1]]);
            if (start == end) continue;
            const bool far = end > start;
            const Vector3 u = (far ? 1.0 : -1.0) * lines[i].u, to = vector(points + 3 * (far ? first + 1 : first));
            const double pull = tension[paths.piece_active[i]];
            double *w = pieces + SIZE * (k * (far ? start : end) + (far ? end : start) - 1);
            add_swinging(u, to, pull / lines[i].length, w);
            add_turning(pull * u, to, w);
        }
        // Joint i is crossed by what begins at it or before, j by what ends at it or after.
        for (int64_t i = 1; i < k; i++)
            for (int64_t j = 0; j < SIZE * k; j++) pieces[SIZE * k * i + j] += pieces[SIZE * k * (i - 1) + j];
        for (int64_t i = 0; i < k; i++)
            for (int64_t j = SIZE * (k - 1) - 1; j >= 0; j--) pieces[SIZE * k * i + j] += pieces[SIZE * k * i + j + SIZE];
        for (int64_t b = 0; b < n; b++) {
            const double *of = force + 3 * (n * f + b), *point = at + 3 * (n * f + b);
            add_turning(vector(of), vector(point), loads + SIZE * int64_t(depth[b]));
        }
        for (int64_t j = SIZE * k - 1; j >= 0; j--) loads[j] += loads[j + SIZE];  // carried by joint j − 1 or after
        for (int64_t r = 0; r < rows.rows; r++) screw_of(bones[rows.body[r]], rows.axis[r], screws + SIDE * r);
        screw_of(bones[0], 0, root);
        double *matrix = by_rows + rows.rows * rows.rows * f;
        for (int64_t s = 0; s < rows.rows; s++) {
            const int64_t joint = rows.cell[s] / rows.most;
            const double *screw = screws + SIDE * s, *carried = loads + SIZE * (joint + 1);
            for (int64_t r = 0; r <= s; r++) {
                const double *w = pieces + SIZE * (k * (rows.cell[r] / rows.most) + joint), *near = screws + SIDE * r;
                const double slope = between(near, w, screw) - between(near, carried, screw);
                matrix[rows.rows * r + s] = matrix[rows.rows * s + r] = slope;
            }
            by_tilt[rows.rows * f + s] = -between(root, carried, screw);
        }
    }
    return DONE;
}
