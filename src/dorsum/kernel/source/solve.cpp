// The muscle redundancy of a sequence of frames.
#include "solver.h"

// `compliance` may be null; what is off by `residual` N·m is good enough. Solves frames from `frame` on, each
// from the two before, the first from `start` if there is one; if there are as many starts as frames, each from
// its own. Arrays are those of `Problem` and `Solution`, frames first, values as in the columns of the pattern.
// Returns the number of frames when all are done, the frame that resisted Newton's method, −1 − the frame whose
// numbers are too far apart, or INT64_MIN without memory.
EXPORTED int64_t dorsum_solve(int64_t frame, int64_t frames, int64_t n, int64_t m, int64_t groups,
                              const int64_t *starts, const int64_t *entry_row, const int64_t *order,
                              const int64_t *group_starts, const double *entries, const double *rhs,
                              const double *lower, const double *upper, const double *weights,
                              const double *compliance, int32_t cubic, const double *scale, double reserve_weight,
                              double residual, int64_t starts_told, const double *start, double *values,
                              double *reserves, double *multipliers, int64_t *iterations) {
    const Pattern pattern = {n, m, groups, starts, entry_row, order, group_starts};
    Solver s;
    if (!s.prepare(pattern) || !s.set_up({size_t(n), scale, reserve_weight}, cubic, compliance)) return INT64_MIN;
    Dual &dual = s.dual;
    for (; frame < frames; ++frame) {
        s.load(pattern, entries + frame * starts[m], lower + frame * m, upper + frame * m, weights + frame * m);
        memcpy(dual.rhs, rhs + frame * n, n * sizeof(double));
        for (int64_t j = 0; dual.gives && j < n; ++j)
            memcpy(dual.compliance + j * dual.rows, compliance + (frame * n + j) * n, n * sizeof(double));
        double *found = multipliers + frame * n;
        const bool own = starts_told > 1 || frame < starts_told;
        const double *before = own ? start + frame * n : frame ? found - n : nullptr;
        int here = s.begin(before, frame > 1 && !own ? found - 2 * n : nullptr, n);
        iterations[frame] = 0;
        const Outcome outcome = s.climb(here, iterations[frame], !before, residual);
        if (outcome == TOO_FAR_APART) return -1 - frame;
        s.keep(pattern, here, values + frame * m, reserves + frame * n, found);
        if (outcome == RESISTED) return frame;
    }
    return frames;
}
