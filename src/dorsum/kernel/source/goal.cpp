// How far joints best give where the balance is linear in the angles, as `mechanics/goal.py` has it.
#include "solver.h"

namespace {

constexpr int SWEEPS = 30;
constexpr double RANK = 1e-9, STILL = 1e-30;  // of the largest eigenvalue; of squares, as good as nought
constexpr double EXCLUDED = 1e-6;  // rad beyond a bound, where bounds that are held exclude each other

// Pseudoinverse of a symmetric matrix (h, h) by Jacobi's rotations; `a` is used up, `v` is room for as much.
void invert(int64_t h, double *a, double *v, double *to) {
    for (int64_t i = 0; i < h * h; ++i) v[i] = i % (h + 1) == 0;
    for (int sweep = 0; sweep < SWEEPS; ++sweep) {
        double off = 0, on = 0;
        for (int64_t i = 0; i < h; ++i)
            for (int64_t j = 0; j < h; ++j) (i == j ? on : off) += a[h * i + j] * a[h * i + j];
        if (off <= STILL * on) break;
        for (int64_t p = 0; p < h; ++p)
            for (int64_t q = p + 1; q < h; ++q) {
                if (a[h * p + q] == 0) continue;
                const double half = (a[h * q + q] - a[h * p + p]) / (2 * a[h * p + q]);
                const double t = (half < 0 ? -1 : 1) / (fabs(half) + sqrt(half * half + 1));
                const double c = 1 / sqrt(t * t + 1), s = t * c;
                for (int64_t i = 0; i < h; ++i) {
                    const double x = a[h * i + p], y = a[h * i + q];
                    a[h * i + p] = c * x - s * y, a[h * i + q] = s * x + c * y;
                }
                for (int64_t i = 0; i < h; ++i) {
                    const double x = a[h * p + i], y = a[h * q + i];
                    a[h * p + i] = c * x - s * y, a[h * q + i] = s * x + c * y;
                    const double z = v[h * i + p], w = v[h * i + q];
                    v[h * i + p] = c * z - s * w, v[h * i + q] = s * z + c * w;
                }
            }
    }
    double most = 0;
    for (int64_t k = 0; k < h; ++k) most = larger(most, fabs(a[h * k + k]));
    for (int64_t i = 0; i < h * h; ++i) to[i] = 0;
    for (int64_t k = 0; k < h; ++k) {
        if (!(fabs(a[h * k + k]) > RANK * most)) continue;
        for (int64_t i = 0; i < h; ++i)
            for (int64_t j = 0; j < h; ++j) to[h * i + j] += v[h * i + k] * v[h * j + k] / a[h * k + k];
    }
}

// Aᵀ B of matrices with `count` rows at a stride, `size` columns, in rows at the same stride; of a symmetric
// product one half is computed.
void multiply(const double *a, const double *b, size_t stride, size_t count, size_t size, bool symmetric, double *to) {
    for (size_t i = 0; i < size; i += LANES) {
        size_t j = symmetric ? i : 0;
        for (; j + TALL * LANES <= size; j += TALL * LANES) {
            Vector tile[TALL][LANES] = {};
            add_products<TALL>(b + j, a + i, stride, count, tile);
            for (size_t k = 0; k < LANES; ++k)
                for (int t = 0; t < TALL; ++t) store(to + (i + k) * stride + j + t * LANES, tile[t][k]);
        }
        for (; j < size; j += LANES) {
            Vector tile[1][LANES] = {};
            add_products<1>(b + j, a + i, stride, count, tile);
            for (size_t k = 0; k < LANES; ++k) store(to + (i + k) * stride + j, tile[0][k]);
        }
    }
    for (size_t i = 0; symmetric && i < size; ++i)
        for (size_t j = 0; j < i; ++j) to[i * stride + j] = to[j * stride + i];
}

// What is known of the angles of a frame.
struct Known {
    int64_t rows, limits;
    const double *covariance, *limited, *low, *high;
};

// The angles of a frame while some of what is limited is held at its bounds.
struct Held {
    size_t size;  // of a row, filled up
    int64_t held = 0;
    double *mean, *free, *toward, *square, *ways, *pull, *at, *press;
    int64_t *some;
    Room rooms[9];

    bool prepare(int64_t rows, int64_t limits) {
        size = whole(rows);
        some = reinterpret_cast<int64_t *>(rooms[8].take(limits));
        const size_t counts[] = {size,  size * size, limits * size, size_t(limits * limits), size_t(limits * limits),
                                 size_t(limits * limits), size_t(limits), size_t(limits)};
        double **fields[] = {&mean, &free, &toward, &square, &ways, &pull, &at, &press};
        bool good = some;
        for (int i = 0; i < 8; ++i) good = (*fields[i] = rooms[i].take(counts[i])) && good;
        return good;
    }

    ~Held() {
        for (Room &room : rooms) ::free(room.block);
    }

    void hold(const Known &known, const int64_t *side) {
        const int64_t n = known.rows;
        held = 0;
        for (int64_t l = 0; l < known.limits; ++l) {
            if (!side[l]) continue;
            at[held] = side[l] > 0 ? known.high[l] : known.low[l];
            some[held++] = l;
        }
        for (int64_t i = 0; i < n; ++i) memcpy(free + size * i, known.covariance + n * i, n * sizeof(double));
        for (size_t i = 0; i < size; ++i) mean[i] = 0;
        if (!held) return;
        for (int64_t k = 0; k < held; ++k) {
            double *to = toward + size * k;
            for (int64_t i = 0; i < n; ++i) to[i] = 0;
            for (int64_t j = 0; j < n; ++j) {
                const double part = known.limited[n * some[k] + j];
                for (int64_t i = 0; part != 0 && i < n; ++i) to[i] += part * known.covariance[n * j + i];
            }
        }
        for (int64_t k = 0; k < held; ++k)
            for (int64_t l = 0; l < held; ++l) square[held * k + l] = along(known, some[k], toward + size * l);
        invert(held, square, ways, pull);
        for (int64_t k = 0; k < held; ++k) {
            double *way = ways;  // how far the angles go with what is held
            for (int64_t i = 0; i < n; ++i) way[i] = 0;
            for (int64_t l = 0; l < held; ++l)
                for (int64_t i = 0; i < n; ++i) way[i] += pull[held * k + l] * toward[size * l + i];
            for (int64_t i = 0; i < n; ++i) {
                mean[i] += way[i] * at[k];
                for (int64_t j = 0; j < n; ++j) free[size * i + j] -= toward[size * k + i] * way[j];
            }
        }
    }

    static double along(const Known &known, int64_t limit, const double *angles) {
        double total = 0;
        for (int64_t j = 0; j < known.rows; ++j) total += known.limited[known.rows * limit + j] * angles[j];
        return total;
    }

    // How far angles are beyond their bounds.
    static double beyond(const Known &known, const double *wanted) {
        double most = 0;
        for (int64_t l = 0; l < known.limits; ++l) {
            const double reached = along(known, l, wanted);
            most = larger(most, larger(reached - known.high[l], known.low[l] - reached));
        }
        return most;
    }

    // Let go what presses away from its bound, and hold what is beyond one; whether anything changed.
    bool change(const Known &known, double price, const double *asked, const double *wanted, double dust,
                int64_t *side) {
        bool changed = false;
        for (int64_t k = 0; k < held; ++k) {
            press[k] = price * at[k];
            for (int64_t i = 0; i < known.rows; ++i) press[k] += toward[size * k + i] * asked[i];
        }
        for (int64_t k = 0; k < held; ++k) {
            double inward = 0;
            for (int64_t l = 0; l < held; ++l) inward += pull[held * k + l] * press[l];
            ways[k] = double(side[some[k]]) * inward > 0;
        }
        int64_t k = 0;
        for (int64_t l = 0; l < known.limits; ++l) {
            int64_t now = side[l];
            if (k < held && some[k] == l && ways[k++] > 0) now = 0;
            const double reached = along(known, l, wanted);
            if (reached < known.low[l] - dust) now = -1;
            if (reached > known.high[l] + dust) now = 1;
            changed |= now != side[l];
            side[l] = now;
        }
        return changed;
    }
};

}  // namespace

// Of the frames `frame` to `frames` of a problem: `wanted` (frames, n) rad and its balance, `side` (all, limits)
// and multipliers, first guesses, changed to what is found. What is known is of `all` frames, of which those of
// the problem are `which`. Returns as `dorsum_solve` does, begins after the frame that resisted when
// asked so; a frame whose passes end nowhere resists, too.
EXPORTED int64_t dorsum_goal(int64_t frame, int64_t frames, int64_t n, int64_t m, int64_t groups,
                             const int64_t *starts, const int64_t *entry_row, const int64_t *order,
                             const int64_t *group_starts, const double *entries, const double *rhs,
                             const double *lower, const double *upper, const double *weights, int32_t cubic,
                             const double *scale, double reserve_weight, double residual, const double *by_angle,
                             const double *price, const int64_t *which, const double *covariance, int64_t limits,
                             const double *limited, const double *low, const double *high, int64_t passes,
                             double dust, int64_t *side, double *wanted, double *values, double *reserves,
                             double *multipliers, int64_t *iterations) {
    const Pattern pattern = {n, m, groups, starts, entry_row, order, group_starts};
    Solver s;
    Held held;
    if (!s.prepare(pattern) || !s.set_up({size_t(n), scale, reserve_weight}, cubic, true)) return INT64_MIN;
    Dual &dual = s.dual;
    const size_t size = dual.rows;
    double *back, *toward, *asked;
    if (!held.prepare(n, limits) || !s.take(back, size * size) || !s.take(toward, size * size) || !s.take(asked, size))
        return INT64_MIN;
    for (; frame < frames; ++frame) {
        const double *slopes = by_angle + frame * n * n, of = price[frame];
        const int64_t all = which[frame];
        const Known known = {n, limits, covariance + all * n * n, limited, low + all * limits, high + all * limits};
        double *found = multipliers + frame * n, *goal = wanted + frame * n;
        int64_t *at = side + all * limits;
        s.load(pattern, entries + frame * starts[m], lower + frame * m, upper + frame * m, weights + frame * m);
        for (int64_t i = 0; i < n; ++i)
            for (int64_t j = 0; j < n; ++j) back[size * j + i] = slopes[n * i + j];
        iterations[frame] = 0;
        bool changed = true;
        for (int64_t pass = 0; changed && pass < passes; ++pass) {
            held.hold(known, at);
            multiply(held.free, back, size, n, size, false, toward);
            multiply(back, toward, size, n, size, true, dual.compliance);
            for (size_t i = 0; i < size * size; ++i) dual.compliance[i] *= 1 / of;
            for (int64_t i = 0; i < n; ++i) {
                dual.rhs[i] = rhs[frame * n + i];
                for (int64_t j = 0; j < n; ++j) dual.rhs[i] += slopes[n * i + j] * held.mean[j];
            }
            int here = s.begin(found, nullptr, n);
            int64_t steps = 0;
            const Outcome outcome = s.climb(here, steps, false, residual);
            iterations[frame] += steps;
            if (outcome == TOO_FAR_APART) return -1 - frame;
            if (outcome == RESISTED) return frame;
            s.keep(pattern, here, values + frame * m, reserves + frame * n, found);
            const double *u = s.points[here].multipliers;
            for (int64_t i = 0; i < n; ++i) {
                asked[i] = dot(back + size * i, u, size);
                goal[i] = held.mean[i] - dot(toward + size * i, u, size) / of;
            }
            changed = held.change(known, of, asked, goal, dust, at);
        }
        if (changed || Held::beyond(known, goal) > EXCLUDED) return frame;
    }
    return frames;
}
