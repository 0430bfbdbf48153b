// Four doubles at a time, by the vector types that GCC and Clang share: the same code on every processor.
#pragma once

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"

constexpr size_t LANES = 4;
#if defined(__AVX2__) || defined(__aarch64__)
constexpr int TALL = 3;  // vectors of a tile's column; a tile has four, and all are to stay in registers
#else
constexpr int TALL = 1;
#endif

typedef double Vector __attribute__((vector_size(32)));
typedef double Anywhere __attribute__((vector_size(32), aligned(8), may_alias));

inline Vector load(const double *from) { return *reinterpret_cast<const Anywhere *>(from); }
inline void store(double *to, Vector value) { *reinterpret_cast<Anywhere *>(to) = value; }
inline Vector spread(double value) { return Vector{value, value, value, value}; }
inline double sum(Vector v) { return (v[0] + v[2]) + (v[1] + v[3]); }
inline size_t whole(size_t count) { return (count + LANES - 1) / LANES * LANES; }
inline double larger(double a, double b) { return a > b ? a : b; }
inline double smaller(double a, double b) { return a < b ? a : b; }

// Both with `count` a multiple of LANES.
inline double dot(const double *a, const double *b, size_t count) {
    Vector even = {}, odd = {};
    size_t i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        even += load(a + i) * load(b + i);
        odd += load(a + i + LANES) * load(b + i + LANES);
    }
    if (i < count) even += load(a + i) * load(b + i);
    return sum(even + odd);
}

// Largest |a|, infinite where one of them is no number.
inline double largest(const double *a, size_t count) {
    double most = 0;
    for (size_t i = 0; i < count; ++i) {
        const double size = fabs(a[i]);
        if (!(size <= most)) most = size == size ? size : INFINITY;
    }
    return most;
}

// A tile: tile[t][j] += Σ over p of rows[p][t] · columns[p][j], both with p at a stride.
template <int TALL_>
inline void add_products(const double *rows, const double *columns, size_t stride, size_t count,
                         Vector tile[TALL_][LANES]) {
    for (size_t p = 0; p < count; ++p, rows += stride, columns += stride) {
        Vector row[TALL_];
        for (int t = 0; t < TALL_; ++t) row[t] = load(rows + t * LANES);
        for (size_t j = 0; j < LANES; ++j) {
            const Vector column = spread(columns[j]);
            for (int t = 0; t < TALL_; ++t) tile[t][j] += row[t] * column;
        }
    }
}

// Zeroed numbers at an address that vectors like; `free` takes what `block` holds.
struct Room {
    void *block = nullptr;
    double *take(size_t count) {
        block = calloc(count + 8, sizeof(double));
        const uintptr_t address = reinterpret_cast<uintptr_t>(block);
        return block ? reinterpret_cast<double *>((address + 63) & ~uintptr_t(63)) : nullptr;
    }
};
