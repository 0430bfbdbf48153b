#include "sensitivity.h"

static size_t largest(const Pattern &pattern) {
    size_t most = 0;
    for (int64_t g = 0; g < pattern.groups; g++) {
        const int64_t column = pattern.order[pattern.group_starts[g]];
        const size_t rows = pattern.starts[column + 1] - pattern.starts[column];
        const size_t size = (pattern.group_starts[g + 1] - pattern.group_starts[g]) * rows * LANES;
        if (size > most) most = size;
    }
    return most;
}

Sensitivity::Sensitivity(Memory &memory, const Pattern &pattern)
    : pattern_(pattern),
      entries_(memory, stride(pattern.rows) * (whole(pattern.rows) + LANES)),
      inverse_(memory, whole(pattern.rows) + LANES),
      ordered_(memory, pattern.columns),
      scaled_(memory, largest(pattern)),
      solution_(memory, whole(pattern.rows) + LANES),
      h_{entries_, inverse_, whole(pattern.rows), stride(pattern.rows)} {
    if (!columns_.lay_out(pattern)) memory.out = true;
}

bool Sensitivity::factor(const double *entries, const double *slopes, const double *reserves) {
    columns_.fill(pattern_, entries);
    for (int64_t i = 0; i < pattern_.columns; i++) ordered_[i] = slopes[pattern_.order[i]];
    memset(h_.entries, 0, h_.stride * (h_.size + LANES) * sizeof(double));
    columns_.add_square(ordered_, scaled_, h_);
    for (int64_t j = 0; j < int64_t(h_.size); j++) {
        double &corner = h_.column(j)[j];
        corner = j < pattern_.rows ? corner + reserves[j] : 1.0;
    }
    return factorise(h_);
}

const double *Sensitivity::solve(const Vector *rhs, int lane) {
    for (int64_t j = 0; j < int64_t(h_.size); j++) solution_[j] = j < pattern_.rows ? rhs[j][lane] : 0.0;
    solve_with(h_, solution_);
    return solution_;
}
