// A body laid on markers: bounded least squares, frame by frame; `motion/recorded/inverse.py` says of what,
// `fit.py` by which steps.
#include "bones.h"
#include "factor.h"

// A body with markers, moved by coordinates; the first three are the place of the root.
struct Marked {
    int64_t markers, coordinates, terms, priors;
    const int64_t *body;   // (markers,) that carries it
    const double *local;   // (markers, 3) from the joint centre, standing
    const int64_t *turns;  // (terms, 3) coordinate, body and axis of a joint angle
    const double *share;   // (terms, 2) of the coordinate in the angle, where it is positive and where not
    const int64_t *first;  // (markers + 1,) of the terms that move a marker
    const int64_t *moved;  // those terms
    const double *prior;   // (priors, coordinates) rows that a likely posture keeps small
    const double *rest;    // (coordinates,) weight of what nothing tells of
    const double *low, *high;  // (coordinates,)
    double far;            // m, beyond which a marker counts less
};

struct Rule {
    double most_steps, arrived, no_gain, longest_step, first_damping, least_damping, most_damping;
};

namespace {

struct Fit {
    const Tree &tree;
    const Marked &marked;
    Bone *bones;
    double *angles;
    double *slope;    // of one marker: three rows at a distance of `stride`, the number of coordinates or more
    double *likely;   // (stride, stride) prior rows, columns by columns
    int64_t *blocks;  // (markers, stride / LANES) of four coordinates that move a marker, then −1
    size_t stride;

    double share(int64_t term, const double *q) const {
        return marked.share[2 * term + (q[marked.turns[3 * term]] > 0 ? 0 : 1)];
    }

    // The sum of squares at coordinates.
    double at(const double *q, const double *seen, const double *last) const {
        for (int64_t t = 0; t < marked.terms; ++t) {
            const int64_t *turn = marked.turns + 3 * t;
            angles[3 * turn[1] + turn[2]] = share(t, q) * q[turn[0]];
        }
        place(tree, angles, bones);
        double total = 0;
        for (int64_t m = 0; m < marked.markers; ++m) {
            const Off found = off(m, q, seen + 3 * m);
            total += found.across * found.across * dot(found.by, found.by);
        }
        for (int64_t p = 0; p < marked.priors; ++p) {
            const double *row = marked.prior + p * marked.coordinates;
            double unlikely = 0;
            for (int64_t i = 0; i < marked.coordinates; ++i) unlikely += row[i] * q[i];
            total += unlikely * unlikely;
        }
        for (int64_t i = 0; i < marked.coordinates; ++i) {
            const double moved = marked.rest[i] * (q[i] - last[i]);
            total += moved * moved;
        }
        return total;
    }

    // How far a marker lies off, and what Huber's function makes of a step across and along that way.
    struct Off {
        Vector3 at, by;  // where it is while the root is unmoved
        double across, ahead;
    };

    Off off(int64_t m, const double *q, const double *seen) const {
        if (seen[0] != seen[0] || seen[1] != seen[1] || seen[2] != seen[2]) return {{}, {}, 0, 0};
        const Bone &bone = bones[marked.body[m]];
        const Vector3 at = bone.origin + bone.rotation * vector(marked.local + 3 * m);
        const Vector3 by = at + vector(q) - vector(seen);
        const double distance = sqrt(dot(by, by));
        if (!(distance > marked.far)) return {at, by, 1, 1};
        const double length = sqrt(marked.far * (2.0 * distance - marked.far));
        return {at, by, length / distance, marked.far / length};
    }

    // What of every marker hangs on the coordinates alone.
    void prepare() const {
        for (int64_t m = 0; m < marked.markers; ++m) {
            int64_t *listed = blocks + m * (stride / LANES);
            fill(slope, static_cast<int64_t>(stride), 0.0);
            fill(slope, 3, 1.0);
            for (int64_t k = marked.first[m]; k < marked.first[m + 1]; ++k)
                slope[marked.turns[3 * marked.moved[k]]] = 1;
            for (size_t i = 0; i < stride; i += LANES)
                if (sum(load(slope + i)) > 0) *listed++ = i;
            if (listed < blocks + (m + 1) * (stride / LANES)) *listed = -1;
        }
        for (int64_t p = 0; p < marked.priors; ++p) {
            const double *row = marked.prior + p * marked.coordinates;
            for (int64_t j = 0; j < marked.coordinates; ++j)
                for (int64_t i = 0; i < marked.coordinates; ++i) likely[j * stride + i] += row[j] * row[i];
        }
    }

    // Half the gradient of the sum of squares, and of its curvature the part of the slopes, below the diagonal,
    // where `at` has placed the markers.
    void normal(const double *q, const double *seen, const double *last, double *gradient, const Square &square) const {
        copy(likely, static_cast<int64_t>(stride * stride), square.entries);
        for (int64_t i = 0; i < marked.coordinates; ++i) {
            double total = 0;
            for (int64_t j = 0; j < marked.coordinates; ++j) total += likely[i * stride + j] * q[j];
            const double weight = marked.rest[i] * marked.rest[i];
            gradient[i] = total + weight * (q[i] - last[i]);
            square.column(i)[i] += weight;
        }
        for (int64_t m = 0; m < marked.markers; ++m) {
            const Off found = off(m, q, seen + 3 * m);
            if (found.across == 0) continue;
            fill(slope, 3 * static_cast<int64_t>(stride), 0.0);
            slopes(m, q, found);
            gather_marker(blocks + m * (stride / LANES), found.across * found.by, gradient, square);
        }
    }

    // The slopes of a marker.
    void slopes(int64_t m, const double *q, const Off &found) const {
        const bool bent = found.across != 1;
        const Vector3 along = bent ? (1 / sqrt(dot(found.by, found.by))) * found.by : Vector3{0, 0, 0};
        const auto gain = [&](int64_t coordinate, Vector3 by) {
            if (bent) by = found.across * by + ((found.ahead - found.across) * dot(along, by)) * along;
            double *at = slope + coordinate;
            at[0] += by.x, at[stride] += by.y, at[2 * stride] += by.z;
        };
        gain(0, {1, 0, 0}), gain(1, {0, 1, 0}), gain(2, {0, 0, 1});
        for (int64_t k = marked.first[m]; k < marked.first[m + 1]; ++k) {
            const int64_t t = marked.moved[k], *turn = marked.turns + 3 * t;
            const Bone &turning = bones[turn[1]];
            gain(turn[0], share(t, q) * cross(turning.axis[turn[2]], found.at - turning.origin));
        }
    }

    // Add what one marker gives, four by four coordinates that move it.
    void gather_marker(const int64_t *listed, const Vector3 &near, double *gradient, const Square &square) const {
        const int64_t *end = listed + stride / LANES;
        for (const int64_t *i = listed; i < end && *i >= 0; ++i) {
            const double *column = slope + *i;
            const Vector moved = spread(near.x) * load(column) + spread(near.y) * load(column + stride) +
                                 spread(near.z) * load(column + 2 * stride);
            store(gradient + *i, load(gradient + *i) + moved);
            for (const int64_t *j = i; j < end && *j >= 0; ++j) {
                Vector tile[1][LANES];
                for (size_t c = 0; c < LANES; ++c) tile[0][c] = load(square.column(*i + c) + *j);
                add_products<1>(slope + *j, column, stride, 3, tile);
                for (size_t c = 0; c < LANES; ++c) store(square.column(*i + c) + *j, tile[0][c]);
            }
        }
    }
};

double clipped(double value, double low, double high) { return smaller(larger(value, low), high); }

}  // namespace

// From coordinates (frames, coordinates) to those that put the markers nearest to those seen (frames, markers, 3),
// NaN where they are not; what nothing tells of stays near `last`.
EXPORTED int dorsum_fit(const Tree *tree, const Marked *given, const Rule *rule, int64_t frames, const double *seen,
                        const double *last, double *found) {
    const Marked &marked = *given;
    const int64_t n = marked.coordinates;
    const size_t size = whole(n);
    Memory memory;
    Array<Bone> bones(memory, tree->bodies);
    Array<double> angles(memory, 3 * tree->bodies), slope(memory, 3 * size), likely(memory, size * size);
    Array<int64_t> blocks(memory, marked.markers * size / LANES);
    Array<double> curved(memory, size * size), damped(memory, size * size), inverse(memory, size);
    Array<double> gradient(memory, size), step(memory, size), after(memory, size);
    if (memory.out || !tree->ordered()) return memory.out ? NO_MEMORY : NO_TREE;
    const Fit fit = {*tree, marked, bones, angles, slope, likely, blocks, size};
    const Square square = {curved, inverse, size, size}, factor = {damped, inverse, size, size};
    fit.prepare();
    for (int64_t f = 0; f < frames; ++f, seen += 3 * marked.markers, last += n, found += n) {
        for (int64_t i = 0; i < n; ++i) found[i] = clipped(found[i], marked.low[i], marked.high[i]);
        double damping = rule->first_damping, cost = fit.at(found, seen, last);
        fit.normal(found, seen, last, gradient, square);
        for (int k = 0; k < rule->most_steps; ++k) {
            copy<double>(curved, size * size, damped);
            double mean = 0;
            for (int64_t i = 0; i < n; ++i) mean += square.column(i)[i] / n;
            for (int64_t i = 0; i < static_cast<int64_t>(size); ++i) {
                const bool held = i >= n || (found[i] <= marked.low[i] && gradient[i] > 0) ||
                                  (found[i] >= marked.high[i] && gradient[i] < 0);
                step[i] = held ? 0 : -gradient[i];
                if (held) {  // its row and column are those of an identity
                    for (int64_t j = 0; j < i; ++j) factor.column(j)[i] = 0;
                    fill(factor.column(i) + i, size - i, 0.0);
                    factor.column(i)[i] = 1;
                } else {
                    factor.column(i)[i] += damping * (square.column(i)[i] + mean);
                }
            }
            if (factorise(factor)) solve_with(factor, step);
            else fill<double>(step, size, 0.0);
            const double longest = largest(step, n);
            const double shortened = smaller(1.0, rule->longest_step / larger(longest, 1e-12));
            double change = 0;
            for (int64_t i = 0; i < n; ++i) {
                after[i] = clipped(found[i] + shortened * step[i], marked.low[i], marked.high[i]);
                change = larger(change, fabs(after[i] - found[i]));
            }
            const double cost_after = fit.at(after, seen, last);
            const bool lower = cost_after <= cost;
            const bool well = lower && longest <= rule->longest_step;
            damping = clipped(well ? damping / 10 : damping * 10, rule->least_damping, rule->most_damping);
            const bool done = change < rule->arrived || (lower && cost - cost_after < rule->no_gain * cost) ||
                              damping >= rule->most_damping;
            if (lower) copy<double>(after, n, found);
            if (done) break;
            if (lower) {
                fit.normal(found, seen, last, gradient, square);
                cost = cost_after;
            }
        }
    }
    return DONE;
}
