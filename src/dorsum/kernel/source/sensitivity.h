// H = M D Mᵀ and the reserves' slopes, with which the multipliers of a solved frame answer to what is asked.

#pragma once

#include "columns.h"
#include "vectors.h"

class Sensitivity {
public:
    Sensitivity(Memory &memory, const Pattern &pattern);

    // Factorise H of the entries of M, the slopes D = dx/dy of the columns and those of the reserve moments by
    // λ; false where it is not positive definite.
    bool factor(const double *entries, const double *slopes, const double *reserves);

    // Solve H u = rhs; what is returned holds u, until the next call.
    const double *solve(const Vector *rhs, int lane);

private:
    static size_t stride(int64_t rows) {
        const size_t more = whole(rows) + LANES;
        return more % 32 ? more : more + LANES;
    }

    const Pattern pattern_;
    Columns columns_;
    Array<double> entries_, inverse_, ordered_, scaled_, solution_;
    Square h_;
};
