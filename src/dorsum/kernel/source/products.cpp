// Products with the columns of every frame, of which the certificate of a solution is made.
#include "kernel.h"

// Mᵀ λ of λ (frames, n), into `to` (frames, m). The groups are for the solver.
EXPORTED void dorsum_pull(int64_t frames, int64_t n, int64_t m, int64_t, const int64_t *starts,
                          const int64_t *entry_row, const int64_t *, const int64_t *, const double *entries,
                          const double *multipliers, double *to) {
    for (int64_t f = 0; f < frames; ++f, entries += starts[m], multipliers += n, to += m)
        for (int64_t i = 0; i < m; ++i) {
            double total = 0;
            for (int64_t e = starts[i]; e < starts[i + 1]; ++e) total += entries[e] * multipliers[entry_row[e]];
            to[i] = total;
        }
}

// M x of x (frames, m), added to `to` (frames, n).
EXPORTED void dorsum_moments(int64_t frames, int64_t n, int64_t m, int64_t, const int64_t *starts,
                             const int64_t *entry_row, const int64_t *, const int64_t *, const double *entries,
                             const double *values, double *to) {
    for (int64_t f = 0; f < frames; ++f, entries += starts[m], values += m, to += n)
        for (int64_t i = 0; i < m; ++i)
            for (int64_t e = starts[i]; e < starts[i + 1]; ++e) to[entry_row[e]] += entries[e] * values[i];
}

// M diag(s) Mᵀ of s (frames, m), added to `to` (frames, n, n).
EXPORTED void dorsum_square(int64_t frames, int64_t n, int64_t m, int64_t, const int64_t *starts,
                            const int64_t *entry_row, const int64_t *, const int64_t *, const double *entries,
                            const double *scales, double *to) {
    for (int64_t f = 0; f < frames; ++f, entries += starts[m], scales += m, to += n * n)
        for (int64_t i = 0; i < m; ++i)
            for (int64_t e = starts[i]; e < starts[i + 1]; ++e) {
                double *row = to + n * entry_row[e];
                const double scaled = scales[i] * entries[e];
                for (int64_t d = starts[i]; d < starts[i + 1]; ++d) row[entry_row[d]] += scaled * entries[d];
            }
}
