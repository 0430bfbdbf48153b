// Products with the columns of every frame, of which the certificate of a solution is made.
#include "columns.h"

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

// M diag(s) Mᵀ of s (frames, m), none below nought, added to `to` (frames, n, n), symmetric. False where there is no memory.
EXPORTED int32_t dorsum_square(int64_t frames, int64_t n, int64_t m, int64_t groups, const int64_t *starts,
                               const int64_t *entry_row, const int64_t *order, const int64_t *group_starts,
                               const double *entries, const double *scales, double *to) {
    const Pattern pattern = {n, m, groups, starts, entry_row, order, group_starts};
    Columns columns;
    if (!columns.lay_out(pattern)) return 0;
    const size_t rows = whole(n), more = rows + LANES;
    Room of_slopes, of_scaled, of_square;
    double *slopes = of_slopes.take(m), *scaled = of_scaled.take(columns.largest_group());
    const Square h = {of_square.take(more * more), nullptr, rows, more};
    const bool good = slopes && scaled && h.entries;
    for (int64_t f = 0; good && f < frames; ++f, entries += starts[m], scales += m, to += n * n) {
        columns.fill(pattern, entries);
        for (int64_t i = 0; i < m; ++i) slopes[i] = scales[order[i]];
        memset(h.entries, 0, more * more * sizeof(double));
        columns.add_square(slopes, scaled, h);
        for (int64_t j = 0; j < n; ++j)
            for (int64_t i = j; i < n; ++i) to[n * i + j] = to[n * j + i] += h.column(j)[i];
    }
    free(of_slopes.block), free(of_scaled.block), free(of_square.block);
    return good;
}
