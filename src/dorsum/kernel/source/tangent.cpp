// How moments at a tree of joints change as these turn, as `mechanics/tangent.py` has it: all but the springs
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
    Array<double> points(memory, 3 * paths.points), screws(memory, SIDE * rows.rows), root(memory, SIDE);
    Array<double> pieces(memory, SIZE * (k + 1) * (k + 1)), loads(memory, SIZE * (k + 1));
    Array<int64_t> node(memory, n), above(memory, k + 1);
    if (memory.out || !body->tree.ordered()) return memory.out ? NO_MEMORY : NO_TREE;
    // Node 0 is what no joint of the rows carries, node i + 1 what hangs on joint i and on none beyond it.
    for (int64_t b = 0; b < n; b++) {
        node[b] = body->tree.root(b) ? 0 : node[body->tree.parent[b]];
        for (int64_t i = 0; i < k; i++)
            if (rows.subtree[i] == b) above[i + 1] = node[b], node[b] = i + 1;
    }
    for (int64_t i = 1; i <= k; i++)
        if (above[i] >= i) return NO_TREE;
    for (int64_t f = 0; f < frames; f++, tension += active) {
        place(body->tree, angles + 3 * n * f, bones);
        draw(paths, bones, points, lines);
        fill<double>(pieces, SIZE * (k + 1) * (k + 1), 0.0);
        fill<double>(loads, SIZE * (k + 1), 0.0);
        for (int64_t i = 0; i < paths.pieces; i++) {
            if (paths.piece_active[i] >= active) continue;
            const int64_t first = paths.piece_start[i];
            const int64_t start = node[paths.point_body[first]], end = node[paths.point_body[first + 1]];
            if (start == end) continue;
            const double pull = tension[paths.piece_active[i]];
            for (int64_t far = 0; far < 2; far++) {  // once seen from its start, once from its end
                const Vector3 u = (far ? 1.0 : -1.0) * lines[i].u, to = vector(points + 3 * (first + far));
                double *w = pieces + SIZE * (far ? (k + 1) * start + end : (k + 1) * end + start);
                add_swinging(u, to, pull / lines[i].length, w);
                add_turning(pull * u, to, w);
            }
        }
        // Nodes take what those beyond them have: of the ends that are seen from, then of those that are seen.
        const int64_t line = SIZE * (k + 1);
        for (int64_t i = k; i > 0; i--)
            for (int64_t j = 0; j < line; j++) pieces[line * above[i] + j] += pieces[line * i + j];
        for (int64_t i = 0; i <= k; i++)
            for (int64_t j = k; j > 0; j--)
                for (int64_t e = 0; e < SIZE; e++)
                    pieces[line * i + SIZE * above[j] + e] += pieces[line * i + SIZE * j + e];
        for (int64_t b = 0; b < n; b++) {
            const double *of = force + 3 * (n * f + b), *point = at + 3 * (n * f + b);
            add_turning(vector(of), vector(point), loads + SIZE * node[b]);
        }
        for (int64_t i = k; i > 0; i--)
            for (int64_t e = 0; e < SIZE; e++) loads[SIZE * above[i] + e] += loads[SIZE * i + e];
        for (int64_t r = 0; r < rows.rows; r++) screw_of(bones[rows.body[r]], rows.axis[r], screws + SIDE * r);
        screw_of(bones[0], 0, root);
        double *matrix = by_rows + rows.rows * rows.rows * f;
        for (int64_t s = 0; s < rows.rows; s++) {
            const int64_t joint = rows.cell[s] / rows.most + 1;
            const double *screw = screws + SIDE * s, *carried = loads + SIZE * joint;
            for (int64_t r = 0; r <= s; r++) {
                const double *near = screws + SIDE * r;
                const int64_t other = rows.cell[r] / rows.most + 1;
                int64_t met = joint;
                while (met > other) met = above[met];
                double slope = -between(near, pieces + line * other + SIZE * joint, screw);
                if (met == other)  // the one carries the other
                    slope += between(near, pieces + SIZE * joint, screw) - between(near, carried, screw);
                matrix[rows.rows * r + s] = matrix[rows.rows * s + r] = slope;
            }
            by_tilt[rows.rows * f + s] = -between(root, carried, screw);
        }
    }
    return DONE;
}
