// Cholesky's factor of a symmetric matrix, and what solves with it.
#pragma once

#include "lanes.h"

// Columns below each other at distance `stride`; `size` rounded up to LANES, the rest an identity.
struct Square {
    double *entries, *inverse;  // of the diagonal of the factor
    size_t size, stride;
    double *column(size_t j) const { return entries + j * stride; }
};

// The factor of the first four columns from `first` on, in the rows from `row` on. Below the diagonal.
template <int TALL_>
inline void finish_tile(const Square &h, size_t first, size_t row) {
    Vector tile[TALL_][LANES] = {};
    add_products<TALL_>(h.entries + row, h.entries + first, h.stride, first, tile);
    for (int t = 0; t < TALL_; ++t) {
        Vector done[LANES];
        for (size_t j = 0; j < LANES; ++j) {
            double *to = h.column(first + j) + row + t * LANES;
            Vector left = load(to) - tile[t][j];
            for (size_t k = 0; k < j; ++k) left -= done[k] * spread(h.column(first + k)[first + j]);
            done[j] = left * spread(h.inverse[first + j]);
            store(to, done[j]);
        }
    }
}

// Whether four pivots are positive and finite; the four rows of the columns from `first` on.
inline bool finish_corner(const Square &h, size_t first) {
    Vector tile[1][LANES] = {};
    add_products<1>(h.entries + first, h.entries + first, h.stride, first, tile);
    double a[LANES][LANES];  // column, row
    for (size_t j = 0; j < LANES; ++j) store(a[j], load(h.column(first + j) + first) - tile[0][j]);
    for (size_t j = 0; j < LANES; ++j) {
        for (size_t k = 0; k < j; ++k)
            for (size_t i = j; i < LANES; ++i) a[j][i] -= a[k][i] * a[k][j];
        if (!(a[j][j] > 0 && a[j][j] < INFINITY)) return false;
        const double root = sqrt(a[j][j]), inverse = 1 / root;
        h.inverse[first + j] = inverse;
        a[j][j] = root;
        for (size_t i = j + 1; i < LANES; ++i) a[j][i] *= inverse;
        store(h.column(first + j) + first, load(a[j]));
    }
    return true;
}

// Replaces the lower half by the factor; false where the matrix is not positive definite.
inline bool factorise(const Square &h) {
    for (size_t first = 0; first < h.size; first += LANES) {
        if (!finish_corner(h, first)) return false;
        size_t row = first + LANES;
        for (; row + TALL * LANES <= h.size; row += TALL * LANES) finish_tile<TALL>(h, first, row);
        for (; row < h.size; row += LANES) finish_tile<1>(h, first, row);
    }
    return true;
}

// Solves L Lᵀ z = z in place, four rows at a time.
inline void solve_with(const Square &h, double *z) {
    for (size_t first = 0; first < h.size; first += LANES) {
        const double *columns[LANES];
        for (size_t j = 0; j < LANES; ++j) {
            columns[j] = h.column(first + j);
            for (size_t k = 0; k < j; ++k) z[first + j] -= columns[k][first + j] * z[first + k];
            z[first + j] *= h.inverse[first + j];
        }
        for (size_t row = first + LANES; row < h.size; row += LANES) {
            Vector left = load(z + row);
            for (size_t j = 0; j < LANES; ++j) left -= load(columns[j] + row) * spread(z[first + j]);
            store(z + row, left);
        }
    }
    for (size_t first = h.size; first > 0;) {
        first -= LANES;
        Vector known[LANES] = {};
        for (size_t row = first + LANES; row < h.size; row += LANES)
            for (size_t j = 0; j < LANES; ++j) known[j] += load(h.column(first + j) + row) * load(z + row);
        for (size_t j = LANES; j-- > 0;) {
            double left = z[first + j] - sum(known[j]);
            for (size_t k = j + 1; k < LANES; ++k) left -= h.column(first + j)[first + k] * z[first + k];
            z[first + j] = left * h.inverse[first + j];
        }
    }
}
