// Vectors and matrices of space, and arrays with memory of their own.

#pragma once

#include <math.h>
#include <stdlib.h>

#include "kernel.h"

// Four numbers in a register; compilers split it where registers hold two.
typedef double Vector __attribute__((vector_size(32)));

inline Vector spread(double value) { return Vector{value, value, value, value}; }
inline double sum(Vector v) { return (v[0] + v[2]) + (v[1] + v[3]); }
// The second where it is no number.
inline double larger(double a, double b) { return a > b ? a : b; }
inline double smaller(double a, double b) { return a < b ? a : b; }

template <class T> struct Of {
    T x, y, z;
};
using Vector3 = Of<double>;

inline Vector3 vector(const double *v) { return {v[0], v[1], v[2]}; }
template <class T> Of<T> operator+(const Of<T> &a, const Of<T> &b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
template <class T> Of<T> operator-(const Of<T> &a, const Of<T> &b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
template <class T> void operator+=(Of<T> &a, const Of<T> &b) { a = a + b; }
template <class S, class T> auto operator*(const S &s, const Of<T> &a) -> Of<decltype(s * a.x)> {
    return {s * a.x, s * a.y, s * a.z};
}
template <class S, class T> auto dot(const Of<S> &a, const Of<T> &b) -> decltype(a.x * b.x) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
template <class S, class T> auto cross(const Of<S> &a, const Of<T> &b) -> Of<decltype(a.x * b.x)> {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

inline void store(double *at, const Vector3 &v) { at[0] = v.x, at[1] = v.y, at[2] = v.z; }

// A 3 × 3 matrix by its columns.
struct Matrix {
    Vector3 x, y, z;
};

inline Matrix transposed(const Matrix &m) {
    return {{m.x.x, m.y.x, m.z.x}, {m.x.y, m.y.y, m.z.y}, {m.x.z, m.y.z, m.z.z}};
}

// From and to an array (3, 3).
inline Matrix matrix(const double *m) { return transposed({vector(m), vector(m + 3), vector(m + 6)}); }
inline void store(double *at, const Matrix &m) {
    const Matrix rows = transposed(m);
    store(at, rows.x), store(at + 3, rows.y), store(at + 6, rows.z);
}

template <class T> Of<T> operator*(const Matrix &m, const Of<T> &v) { return v.x * m.x + v.y * m.y + v.z * m.z; }
inline Matrix operator*(const Matrix &a, const Matrix &b) { return {a * b.x, a * b.y, a * b.z}; }

// The vector in the axes of the matrix.
template <class T> Of<T> along(const Matrix &m, const Of<T> &v) { return {dot(m.x, v), dot(m.y, v), dot(m.z, v)}; }

// Add a wrench to one of six numbers.
inline void add(double *wrench, double sign, const Vector3 &force, const Vector3 &moment) {
    store(wrench, vector(wrench) + sign * force), store(wrench + 3, vector(wrench + 3) + sign * moment);
}

// Whether memory ran out, for all arrays that are made of it.
struct Memory {
    bool out = false;
};

// An array of zeros.
template <class T> class Array {
public:
    Array(Memory &memory, int64_t n) : block_(calloc(n * sizeof(T) + ALIGNED, 1)) {
        const uintptr_t start = (reinterpret_cast<uintptr_t>(block_) + ALIGNED - 1) & ~(ALIGNED - 1);
        data_ = reinterpret_cast<T *>(start);
        if (block_ == nullptr) memory.out = true;
    }
    ~Array() { free(block_); }
    Array(const Array &) = delete;
    Array &operator=(const Array &) = delete;
    operator T *() { return data_; }
    T *data() { return data_; }

private:
    static constexpr uintptr_t ALIGNED = 64;
    void *block_;
    T *data_;
};

template <class T> void fill(T *at, int64_t n, const T &value) {
    for (int64_t i = 0; i < n; i++) at[i] = value;
}
template <class T> void copy(const T *from, int64_t n, T *to) {
    for (int64_t i = 0; i < n; i++) to[i] = from[i];
}
