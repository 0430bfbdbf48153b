// How moments at a tree of joints change as these turn, as `mechanics/tangent.py` has it: all but the springs
// and what stretches.
#include "bones.h"

namespace {

// W, 6 × 6, of lines and forces, by what of it differs: an upper left that is symmetric, an upper right whose
// transpose is the lower left but for a cross product with the force, and a lower right.
constexpr double GRAZES = 1e-9;  // of the radius: a point of contact is no farther from the ball
constexpr int64_t UPPER = 0, RIGHT = 6, LOWER = 15, FORCE = 24, SIZE = 28;

// Adds W of a force at a point: n_r · W screw_s is f · (n_r × (n_s × (p − o_s))).
template <class T> void add_turning(const Of<T> &force, const Of<T> &at, T *w) {
    const T along = dot(force, at);
    const T f[3] = {force.x, force.y, force.z}, e[3] = {at.x, at.y, at.z};
    for (int64_t i = 0; i < 3; i++) {
        w[FORCE + i] += f[i];
        w[LOWER + 4 * i] -= along;
        for (int64_t j = 0; j < 3; j++) w[LOWER + 3 * i + j] += e[i] * f[j];
    }
}

// Adds W of a force that changes by a symmetric matrix times how its point, at `at`, moves.
template <class T> void add_moved(const Of<T> (&across)[3], const Of<T> &at, T *w) {
    const Of<T> moved[3] = {cross(at, across[0]), cross(at, across[1]), cross(at, across[2])};
    const T upper[6] = {across[0].x, across[0].y, across[0].z, across[1].y, across[1].z, across[2].z};
    for (int64_t i = 0; i < 6; i++) w[UPPER + i] += upper[i];
    for (int64_t i = 0; i < 3; i++) {
        w[RIGHT + 3 * i] += moved[i].x, w[RIGHT + 3 * i + 1] += moved[i].y, w[RIGHT + 3 * i + 2] += moved[i].z;
    }
    const Of<T> columns[3] = {cross(at, Of<T>{moved[0].x, moved[1].x, moved[2].x}),
                              cross(at, Of<T>{moved[0].y, moved[1].y, moved[2].y}),
                              cross(at, Of<T>{moved[0].z, moved[1].z, moved[2].z})};
    for (int64_t j = 0; j < 3; j++) {
        w[LOWER + j] += columns[j].x, w[LOWER + 3 + j] += columns[j].y, w[LOWER + 6 + j] += columns[j].z;
    }
}

// Adds W of a piece whose end is at `at`, with unit direction u towards it: its line turns as the end moves.
template <class T> void add_swinging(const Of<T> &u, const Of<T> &at, const T &per_length, T *w) {
    const Of<T> p = per_length * u;
    const T xy = -p.x * u.y, xz = -p.x * u.z, yz = -p.y * u.z;
    const Of<T> across[3] = {{per_length - p.x * u.x, xy, xz}, {xy, per_length - p.y * u.y, yz}, {xz, yz, per_length - p.z * u.z}};
    add_moved(across, at, w);
}

struct Screw {
    Vector3 m, n;
};

// W screw.
Screw times(const double *w, const Screw &s) {
    const double *t = w + UPPER, *r = w + RIGHT, *l = w + LOWER;
    const Vector3 x = vector(r), y = vector(r + 3), z = vector(r + 6);
    return {{t[0] * s.m.x + t[1] * s.m.y + t[2] * s.m.z + dot(x, s.n),
             t[1] * s.m.x + t[3] * s.m.y + t[4] * s.m.z + dot(y, s.n),
             t[2] * s.m.x + t[4] * s.m.y + t[5] * s.m.z + dot(z, s.n)},
            s.m.x * x + s.m.y * y + s.m.z * z + cross(s.m, vector(w + FORCE)) +
                Vector3{dot(vector(l), s.n), dot(vector(l + 3), s.n), dot(vector(l + 6), s.n)}};
}

Screw screw_of(const Bone &bone, int64_t axis) { return {cross(bone.origin, bone.axis[axis]), bone.axis[axis]}; }

// Node 0 is what no joint of the rows carries, node i + 1 what hangs on joint i and on none beyond it.
struct Nodes {
    int64_t count;
    Array<int64_t> of, above;  // of every body; of every node the one that carries it

    Nodes(Memory &memory, const Body &body)
        : count(body.rows.subtrees + 1), of(memory, body.tree.bodies), above(memory, count) {
        if (memory.out) return;
        for (int64_t b = 0; b < body.tree.bodies; b++) {
            of[b] = body.tree.root(b) ? 0 : of[body.tree.parent[b]];
            for (int64_t i = 0; i + 1 < count; i++)
                if (body.rows.subtree[i] == b) above[i + 1] = of[b], of[b] = i + 1;
        }
    }

    bool ordered() {
        for (int64_t i = 1; i < count; i++)
            if (above[i] >= i) return false;
        return true;
    }

    // Whether `one` carries or is `other`.
    bool carries(int64_t one, int64_t other) {
        while (other > one) other = above[other];
        return other == one;
    }
};

// Pieces that pull across joints, those from one node to another beside each other.
struct Views {
    int64_t count = 0;
    Array<int64_t> from, to, fascicle, first;  // points seen from and seen; where each pair of nodes starts
    Array<int64_t> ball;  // of every point one more than the number of the ball that is first touched there

    Views(Memory &memory, const Body &body, Nodes &nodes)
        : from(memory, 2 * body.paths.pieces),
          to(memory, 2 * body.paths.pieces),
          fascicle(memory, 2 * body.paths.pieces),
          first(memory, nodes.count * nodes.count + 1),
          ball(memory, body.paths.points) {
        if (memory.out) return;
        for (int64_t i = 0; i < body.paths.wraps; i++) ball[body.paths.wrap_point[i]] = i + 1;
        const int64_t pairs = nodes.count * nodes.count;
        each(body, nodes, [&](int64_t pair, int64_t, int64_t, int64_t) { first[pair + 1]++; });
        for (int64_t p = 0; p < pairs; p++) first[p + 1] += first[p];
        each(body, nodes, [&](int64_t pair, int64_t one, int64_t other, int64_t of) {
            const int64_t i = first[pair]++;
            from[i] = one, to[i] = other, fascicle[i] = of;
        });
        for (int64_t p = pairs; p > 0; p--) first[p] = first[p - 1];
        first[0] = 0;
    }

    // A piece is seen from the end that is nearer to the root; from both where these are on two branches.
    template <class Work> void each(const Body &body, Nodes &nodes, Work work) {
        const Paths &paths = body.paths;
        for (int64_t i = 0; i < paths.pieces; i++) {
            const int64_t point = paths.piece_start[i], of = paths.piece_active[i];
            const int64_t start = nodes.of[paths.point_body[point]], end = nodes.of[paths.point_body[point + 1]];
            if (of >= body.fibres.active || start == end) continue;
            if (!nodes.carries(end, start)) work(nodes.count * start + end, point, point + 1, of);
            if (!nodes.carries(start, end)) work(nodes.count * end + start, point + 1, point, of);
        }
    }
};

// Adds W of a piece from a point to the ball that it winds round (`mechanics/winding.py`), where `first` is the
// point of contact, seen from its start or its end.
void add_winding(const Vector3 &centre, double radius, const double *first, bool from_start, double pull, double *w) {
    const Vector3 near = vector(first - 3), on = vector(first), far = vector(first + 6);
    const Vector3 out = on - centre, p = near - centre, q = far - centre;
    const bool touches = dot(out, out) <= radius * radius * (1.0 + 2.0 * GRAZES);
    const Vector3 run = touches ? on - near : far - near;
    const double length = sqrt(dot(run, run));
    const Vector3 u = (1.0 / length) * run;
    if (touches) {
        const Vector3 plane = cross(p, q);
        const Vector3 n = (1.0 / sqrt(dot(plane, plane))) * plane, m = cross(n, u);
        const Vector3 a = (pull / length) * m, b = (-pull * dot(cross(q, u), n) / dot(cross(q, p), n)) * n;
        const Vector3 turns[3] = {a.x * m + b.x * n, a.y * m + b.y * n, a.z * m + b.z * n};
        add_moved(turns, near, w);
    } else {
        add_swinging(u, near, pull / length, w);
    }
    if (!from_start) return add_turning(-pull * u, near, w);
    // The ball's body carries the point at which the piece starts and turns u with it.
    const Vector3 f = pull * u;
    const double along = dot(near, f), turned[9] = {0.0, f.z, -f.y, -f.z, 0.0, f.x, f.y, -f.x, 0.0};
    const double force[3] = {f.x, f.y, f.z}, at[3] = {near.x, near.y, near.z};
    for (int64_t i = 0; i < 9; i++) w[RIGHT + i] += turned[i];
    for (int64_t i = 0; i < 3; i++) {
        w[FORCE + i] += force[i];
        w[LOWER + 4 * i] += along;
        for (int64_t j = 0; j < 3; j++) w[LOWER + 3 * i + j] -= force[i] * at[j];
    }
}

// Adds W of the pieces from one node to another, four at a time.
void add_pieces(const Body &body, const Bone *bones, Views &views, int64_t pair, const double *points, const double *tension,
                double *w) {
    Vector sums[SIZE] = {};
    for (int64_t i = views.first[pair]; i < views.first[pair + 1]; i += LANES) {
        Vectors3 way = {spread(1.0), spread(0.0), spread(0.0)}, at = {};
        Vector pull = {}, length;
        for (int64_t k = 0; k < int64_t(LANES) && i + k < views.first[pair + 1]; k++) {
            const Vector3 end = vector(points + 3 * views.to[i + k]), from = vector(points + 3 * views.from[i + k]);
            at.x[k] = end.x, at.y[k] = end.y, at.z[k] = end.z;
            way.x[k] = end.x - from.x, way.y[k] = end.y - from.y, way.z[k] = end.z - from.z;
            pull[k] = tension[views.fascicle[i + k]];
            const bool from_start = views.to[i + k] > views.from[i + k];
            const int64_t touched = from_start ? views.to[i + k] : views.from[i + k], ball = views.ball[touched];
            if (ball == 0) continue;
            const Bone &bone = bones[body.paths.point_body[touched]];
            add_winding(bone.origin, body.paths.wrap_radius[ball - 1], points + 3 * touched, from_start, pull[k], w);
            pull[k] = 0.0;
        }
        const Vector square = dot(way, way);
        for (size_t k = 0; k < LANES; k++) length[k] = sqrt(square[k]);
        const Vector inverse = spread(1.0) / length;
        const Vectors3 u = inverse * way;
        add_swinging(u, at, pull * inverse, sums);
        add_turning(pull * u, at, sums);
    }
    for (int64_t e = 0; e < SIZE; e++) w[e] += sum(sums[e]);
}

// Adds W of the thrust of the abdominal pressure, lines that push from the pelvis to what holds the diaphragm.
void add_thrust(const Abdomen &abdomen, const Bone *bones, Nodes &nodes, double pressure, double *pieces) {
    const Vector3 floor = bones[0].origin + bones[0].rotation * vector(abdomen.lower_point);
    for (int64_t k = 0; k < abdomen.pushed; k++) {
        const Bone &bone = bones[abdomen.upper_body[k]];
        const Vector3 top = bone.origin + bone.rotation * vector(abdomen.upper_point + 3 * k), apart = top - floor;
        const double length = sqrt(dot(apart, apart)), push = -abdomen.share[k] * pressure * abdomen.area;
        const Vector3 u = (1.0 / length) * apart;
        double *w = pieces + SIZE * nodes.of[abdomen.upper_body[k]];
        add_swinging(u, top, push / length, w);
        add_turning(push * u, top, w);
    }
}

}  // namespace

// Of points of all paths (frames, points, 3), tensions (frames, active), abdominal pressure (frames,) and of
// forces at points (frames, bodies, 3): slopes by the angles of the rows (frames, rows, rows) and by the tilt
// (frames, rows) of what is asked of the muscles.
EXPORTED int dorsum_tangent(const Body *body, int64_t frames, const double *angles, const double *points,
                            const double *tension, const double *pressure, const double *force, const double *at,
                            double *by_rows, double *by_tilt) {
    const int64_t n = body->tree.bodies, size = body->rows.rows;
    const Rows &rows = body->rows;
    Memory memory;
    Nodes nodes(memory, *body);
    if (memory.out || !body->tree.ordered()) return memory.out ? NO_MEMORY : NO_TREE;
    if (!nodes.ordered()) return NO_TREE;
    Views views(memory, *body, nodes);
    const int64_t k = nodes.count, line = SIZE * k;
    Array<Bone> bones(memory, n);
    Array<double> pieces(memory, line * k), loads(memory, line), met(memory, line);
    Array<Screw> screws(memory, size), moved(memory, k);
    if (memory.out) return NO_MEMORY;
    for (int64_t f = 0; f < frames; f++, tension += body->fibres.active, points += 3 * body->paths.points) {
        place(body->tree, angles + 3 * n * f, bones);
        fill<double>(pieces, line * k, 0.0);
        fill<double>(loads, line, 0.0);
        for (int64_t pair = 0; pair < k * k; pair++)
            if (views.first[pair] < views.first[pair + 1])
                add_pieces(*body, bones, views, pair, points, tension, pieces + SIZE * pair);
        add_thrust(body->abdomen, bones, nodes, pressure[f], pieces);
        // Nodes take what those beyond them have: of the ends that are seen from, then of those that are seen.
        for (int64_t i = k - 1; i > 0; i--)
            for (int64_t j = 0; j < line; j++) pieces[line * nodes.above[i] + j] += pieces[line * i + j];
        for (int64_t i = 0; i < k; i++)
            for (int64_t j = k - 1; j > 0; j--)
                for (int64_t e = 0; e < SIZE; e++)
                    pieces[line * i + SIZE * nodes.above[j] + e] += pieces[line * i + SIZE * j + e];
        for (int64_t b = 0; b < n; b++)
            add_turning(vector(force + 3 * (n * f + b)), vector(at + 3 * (n * f + b)), loads + SIZE * nodes.of[b]);
        for (int64_t i = k - 1; i > 0; i--)
            for (int64_t e = 0; e < SIZE; e++) loads[SIZE * nodes.above[i] + e] += loads[SIZE * i + e];
        for (int64_t r = 0; r < size; r++) screws[r] = screw_of(bones[rows.body[r]], rows.axis[r]);
        const Screw root = screw_of(bones[0], 0);
        double *matrix = by_rows + size * size * f;
        int64_t last = 0;
        for (int64_t s = 0; s < size; s++) {
            const int64_t joint = rows.cell[s] / rows.most + 1;
            const double *carried = loads + SIZE * joint;
            if (joint != last) {
                for (int64_t other = 1; other <= joint; other++) {
                    const double *seen = pieces + line * other + SIZE * joint, *all = pieces + SIZE * joint;
                    const double on = nodes.carries(other, joint) ? 1.0 : 0.0;  // the one carries the other
                    for (int64_t e = 0; e < SIZE; e++) met[SIZE * other + e] = on * (all[e] - carried[e]) - seen[e];
                }
                last = joint;
            }
            for (int64_t other = 1; other <= joint; other++) moved[other] = times(met + SIZE * other, screws[s]);
            for (int64_t r = 0; r <= s; r++) {
                const Screw &to = moved[rows.cell[r] / rows.most + 1], &near = screws[r];
                matrix[size * r + s] = matrix[size * s + r] = dot(near.m, to.m) + dot(near.n, to.n);
            }
            const Screw leant = times(carried, screws[s]);
            by_tilt[size * f + s] = -dot(root.m, leant.m) - dot(root.n, leant.n);
        }
    }
    return DONE;
}

// Adds to slopes by the angles of the rows (frames, rows, rows) what the whole body's turn adds as it keeps the
// inclination of the line from joint `low` to joint `top`: slopes by that tilt (frames, rows) times the slopes of
// the inclination.
EXPORTED int dorsum_lean(const Body *body, int64_t frames, const double *angles, int64_t low, int64_t top,
                         const double *by_tilt, double *by_rows) {
    const Rows &rows = body->rows;
    const int64_t n = body->tree.bodies, size = rows.rows;
    Memory memory;
    Array<Bone> bones(memory, n);
    Array<double> slopes(memory, size);
    if (memory.out || !body->tree.ordered()) return memory.out ? NO_MEMORY : NO_TREE;
    for (int64_t f = 0; f < frames; f++, by_tilt += size) {
        place(body->tree, angles + 3 * n * f, bones);
        const Vector3 way = bones[top].origin - bones[low].origin;
        const double square = way.x * way.x + way.y * way.y;
        for (int64_t s = 0; s < size; s++) {
            int64_t b = top;  // whether the row's joint carries the upper end
            while (b > rows.body[s] && !body->tree.root(b)) b = body->tree.parent[b];
            const Screw screw = screw_of(bones[rows.body[s]], rows.axis[s]);
            const Vector3 motion = screw.m + cross(screw.n, bones[top].origin);  // m/rad
            slopes[s] = b == rows.body[s] ? (motion.x * way.y - motion.y * way.x) / square : 0.0;
        }
        for (int64_t r = 0; r < size; r++, by_rows += size)
            for (int64_t s = 0; s < size; s++) by_rows[s] += by_tilt[r] * slopes[s];
    }
    return DONE;
}
