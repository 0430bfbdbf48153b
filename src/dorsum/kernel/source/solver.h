// Newton's method for the muscle redundancy of a frame, step for step as `mechanics/newton.py` has it.
#pragma once

#include "dual.h"

namespace {


constexpr double RESIDUAL = 1e-8, MOST_RESIDUAL = 5e-7, COLD = 0.3;
constexpr int BUDGET = 40, SHORTER = 20;
constexpr double RISE = 0.3, OVERSHOOT = 0.2, FLAT = 0.1;
constexpr double RIDGES[] = {1e-14, 1e-11, 1e-8};

enum Outcome { ARRIVED, RESISTED, TOO_FAR_APART };

// What is missing of the balance of the rows: how it is scaled, N·m, and weighed.
struct Reserves {
    size_t rows;
    const double *scale;
    double weight;
};

// Everything that a frame needs, for one call.
struct Solver {
    Columns columns;
    Dual dual;
    Square h;
    Point points[3];
    double *slopes, *scaled, *step, *change, *trial;
    Room rooms[32];
    int taken = 0;

    ~Solver() {
        for (Room &room : rooms) free(room.block);
    }

    bool take(double *&to, size_t count) { return (to = rooms[taken++].take(count)) != nullptr; }

    bool prepare(const Pattern &pattern) {
        if (!columns.lay_out(pattern)) return false;
        dual.m = &columns;
        dual.rows = whole(pattern.rows);
        dual.columns = whole(pattern.columns);
        const size_t rows = dual.rows, all = dual.all = dual.columns + rows, more = rows + LANES;
        h.size = rows;
        h.stride = more % 32 ? more : more + LANES;  // columns a power of two apart push each other out of the cache
        bool good = take(h.entries, h.stride * more) && take(h.inverse, more);
        for (Point &point : points)
            good = good && take(point.multipliers, more) && take(point.pull, all) && take(point.values, all) &&
                   take(point.imbalance, more);
        return good && take(dual.rhs, rows) && take(dual.given_way, rows) && take(dual.scale, rows) && take(dual.lower, all) &&
               take(dual.upper, all) && take(dual.weights, all) && take(dual.inverse, all) && take(slopes, all) &&
               take(scaled, columns.largest_group()) && take(step, more) && take(change, all) && take(trial, all);
    }

    void evaluate(Point &at) const {
        dual.pull(at.multipliers, at.pull);
        dual.complete(at);
    }

    bool find_factor() const {
        for (int tries = 1; tries <= 3; ++tries) {
            memset(h.entries, 0, h.stride * (h.size + LANES) * sizeof(double));
            columns.add_square(slopes, scaled, h);
            if (dual.gives)
                for (size_t j = 0; j < dual.rows; ++j)
                    for (size_t i = j; i < dual.rows; ++i) h.column(j)[i] += dual.compliance[j * dual.rows + i];
            const double *of_reserves = slopes + dual.columns;
            for (size_t j = 0; j < h.size; ++j) {
                double &corner = h.column(j)[j];
                corner = dual.scale[j] > 0 ? corner + dual.scale[j] * dual.scale[j] * of_reserves[j] : 1.0;
                for (int ridge = 0; ridge < tries; ++ridge) corner *= 1 + RIDGES[ridge];
            }
            if (factorise(h)) return true;
        }
        return false;
    }

    void move(const Point &from, double part, Point &to) const {
        for (size_t j = 0; j < dual.rows; ++j) to.multipliers[j] = from.multipliers[j] + part * step[j];
        for (size_t i = 0; i < dual.all; ++i) to.pull[i] = from.pull[i] + part * change[i];
        dual.complete(to);
    }

    // Part of the step where the slope of the dual has fallen to a share of what it was, by false position.
    double find_top(const Point &from, double at_low, double at_high) const {
        dual.give_way(step, dual.given_way);
        const double gain = dot(dual.rhs, step, dual.rows) - dot(dual.given_way, from.multipliers, dual.rows);
        const double yielding = dot(dual.given_way, step, dual.rows), promised = at_low;
        double low = 0, high = 1;
        for (int tries = 0; tries < SHORTER; ++tries) {
            const double part = low + (high - low) * smaller(larger(at_low / (at_low - at_high), 0.02), 0.98);
            dual.answer(from.pull, change, part, trial);
            const double slope = gain - part * yielding - dot(trial, change, dual.all);
            if (slope >= 0 && slope <= FLAT * promised) return part;
            if (slope > 0) {
                low = part, at_low = slope, at_high /= 2;
            } else {
                high = part, at_high = slope, at_low /= 2;
            }
        }
        return low > 0 ? low : high;
    }

    // Newton's ascent from points[here] on; `here` and the steps taken change.
    Outcome climb(int &here, int64_t &steps, bool have_slopes, double residual) {
        const double finest = smaller(RESIDUAL * larger(1, largest(dual.rhs, dual.rows)), MOST_RESIDUAL);
        const double tolerance = larger(finest, residual);
        for (int before = -1; !(largest(points[here].imbalance, dual.rows) <= tolerance); ++steps) {
            if (steps == BUDGET) return RESISTED;
            const Point &from = points[here];
            if (!have_slopes) dual.slopes(from.values, slopes);
            if (!have_slopes && before >= 0 && dual.cubic) dual.raise_to_chords(points[before], from, true, slopes);
            if (!find_factor()) return TOO_FAR_APART;
            memcpy(step, from.imbalance, dual.rows * sizeof(double));
            solve_with(h, step);
            dual.pull(step, change);
            const double promised = dot(from.imbalance, step, dual.rows);
            const int there = (here + 1) % 3, end = (here + 2) % 3;
            move(from, 1, points[there]);
            const double slope = dot(points[there].imbalance, step, dual.rows);
            const double rise = points[there].dual - from.dual;
            const bool hidden = fabs(rise) < DUST * (DUST + fabs(from.dual));
            have_slopes = !(slope >= -OVERSHOOT * promised && (hidden || rise >= RISE * promised));
            if (have_slopes) {
                move(from, find_top(from, promised, slope), points[end]);
                dual.slopes(points[end].values, slopes);
                dual.raise_to_chords(from, points[there], false, slopes);
            }
            before = here;
            here = have_slopes ? end : there;
        }
        return ARRIVED;
    }

    // From the best start at hand: the frame before, or the line through two of them.
    int begin(const double *before, const double *two_before, size_t rows) {
        if (!before) {
            memset(points[0].multipliers, 0, dual.rows * sizeof(double));
            for (size_t i = 0; i < dual.all; ++i)
                slopes[i] = dual.lower[i] < dual.upper[i] ? dual.inverse[i] / (dual.cubic ? COLD : 1) : 0;
        } else {
            memcpy(points[0].multipliers, before, rows * sizeof(double));
        }
        evaluate(points[0]);
        if (!two_before) return 0;
        for (size_t j = 0; j < rows; ++j) points[1].multipliers[j] = 2 * before[j] - two_before[j];
        evaluate(points[1]);
        return points[1].dual > points[0].dual ? 1 : 0;
    }

    // What all frames have in common; false where there is no memory.
    bool set_up(const Reserves &reserves, bool cubic, bool gives) {
        dual.cubic = cubic;
        dual.gives = gives;
        if (gives && !take(dual.compliance, dual.rows * dual.rows)) return false;
        for (size_t i = 0; i < dual.all; ++i) dual.weights[i] = dual.inverse[i] = 1;
        for (size_t j = 0, at = dual.columns; j < reserves.rows; ++j, ++at) {
            dual.scale[j] = reserves.scale[j];
            dual.weights[at] = reserves.weight;
            dual.inverse[at] = 1 / reserves.weight;
            dual.lower[at] = -INFINITY;
            dual.upper[at] = INFINITY;
        }
        return true;
    }

    // The columns of a frame, their bounds and weights.
    void load(const Pattern &pattern, const double *entries, const double *lower, const double *upper,
              const double *weights) {
        columns.fill(pattern, entries);
        for (int64_t i = 0; i < pattern.columns; ++i) {
            const int64_t from = pattern.order[i];
            dual.lower[i] = lower[from];
            dual.upper[i] = upper[from];
            dual.weights[i] = weights[from];
            dual.inverse[i] = 1 / weights[from];
        }
    }

    void keep(const Pattern &pattern, int here, double *values, double *reserves, double *multipliers) const {
        const Point &point = points[here];
        memcpy(multipliers, point.multipliers, pattern.rows * sizeof(double));
        for (int64_t i = 0; i < pattern.columns; ++i) values[pattern.order[i]] = point.values[i];
        for (int64_t j = 0; j < pattern.rows; ++j) reserves[j] = dual.scale[j] * point.values[dual.columns + j];
    }
};

}  // namespace
