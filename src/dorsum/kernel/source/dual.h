// The dual of one frame, as `mechanics/frame.py` has it; the reserves are further variables behind the columns.
#pragma once

#include "columns.h"

namespace {

constexpr double RESOLUTION = 1e-6;  // |x| below which a square root is replaced by its chord
constexpr double DUST = 1e-10;       // relative change that rounding hides

// A place on the dual. `values` and `pull` have the columns in `order`, filled up, then the reserves.
struct Point {
    double *multipliers, *pull, *values, *imbalance;
    double dual;
};

struct Dual {
    size_t rows, columns;      // filled up
    size_t all;                // variables, filled up
    double *rhs, *scale;       // (rows)
    double *lower, *upper;     // (all)
    double *weights, *inverse;  // (all) and their reciprocals
    double *given_way;          // (rows) C λ of the point looked at last, or of a step
    double *compliance;         // (rows, rows) C
    bool gives;                 // whether there is any
    bool cubic;
    const Columns *m;

    // C times multipliers: how much less is asked of the rows.
    void give_way(const double *multipliers, double *to) const {
        for (size_t j = 0; j < rows; ++j) to[j] = gives ? dot(compliance + j * rows, multipliers, rows) : 0;
    }

    void pull(const double *multipliers, double *to) const {
        m->pull(multipliers, to);
        for (size_t j = 0; j < rows; ++j) to[columns + j] = multipliers[j] * scale[j];
    }

    // x(y) at y = pull + part · change.
    void answer(const double *__restrict pull, const double *__restrict change, double part,
                double *__restrict values) const {
        const double *__restrict low = lower, *__restrict high = upper, *__restrict per = inverse;
        if (cubic) {
            for (size_t i = 0; i < all; ++i) {
                const double ratio = (pull[i] + part * change[i]) * per[i];
                const double root = sqrt(fabs(ratio));
                const double curved = copysign(root, ratio), straight = ratio * (1 / RESOLUTION);
                const double free = root >= RESOLUTION ? curved : straight;
                values[i] = smaller(larger(free, low[i]), high[i]);
            }
        } else {
            for (size_t i = 0; i < all; ++i)
                values[i] = smaller(larger((pull[i] + part * change[i]) * per[i], low[i]), high[i]);
        }
    }

    // What follows from multipliers and pull.
    void complete(Point &at) const {
        answer(at.pull, at.pull, 0, at.values);
        double *moments = at.imbalance;
        memset(moments, 0, (rows + LANES) * sizeof(double));
        m->add_moments(at.values, moments);
        const double *reserves = at.values + columns;
        give_way(at.multipliers, given_way);
        for (size_t j = 0; j < rows; ++j) moments[j] = rhs[j] - (moments[j] + scale[j] * reserves[j] + given_way[j]);
        Vector cost = {};
        for (size_t i = 0; i < all; i += LANES) {
            const Vector x = load(at.values + i), half = load(weights + i) * x * x;
            if (cubic) {
                Vector size;
                for (size_t k = 0; k < LANES; ++k) size[k] = fabs(x[k]);
                cost += half * size;
            } else {
                cost += half;
            }
        }
        at.dual = dot(moments, at.multipliers, rows) + sum(cost) / (cubic ? 3 : 2);
        if (gives) at.dual += dot(given_way, at.multipliers, rows) / 2;
    }

    // dx/dy, zero at a bound.
    void slopes(const double *__restrict values, double *__restrict to) const {
        const double *__restrict low = lower, *__restrict high = upper, *__restrict per = inverse;
        for (size_t i = 0; i < all; ++i) {
            const double size = fabs(values[i]);
            const double steep = cubic ? per[i] / (size < RESOLUTION ? RESOLUTION : 2 * size) : per[i];
            to[i] = (values[i] > low[i]) & (values[i] < high[i]) ? steep : 0.0;
        }
    }

    // The mean slopes over a step, where they are steeper; after one that is taken whole, of what turned alone.
    void raise_to_chords(const Point &here, const Point &there, bool turned, double *__restrict to) const {
        const double *__restrict a = here.pull, *__restrict b = there.pull;
        const double *__restrict x = here.values, *__restrict z = there.values;
        const double most = turned ? 0 : INFINITY;  // of the product of y before and after
        for (size_t i = 0; i < all; ++i) {
            const double change = b[i] - a[i];
            const bool known = (fabs(change) > DUST * fabs(a[i])) & (a[i] * b[i] < most);
            to[i] = larger(known ? (z[i] - x[i]) / change : 0.0, to[i]);
        }
    }
};

}  // namespace
