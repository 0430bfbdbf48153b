// Vectors and matrices of space, and arrays with memory of their own.

#pragma once

#include "lanes.h"

template <class T> struct Of {
    T x, y, z;
};
using Vector3 = Of<double>;
using Vectors3 = Of<Vector>;  // four of them at once

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

// The first three of every lane.
inline void store(double *at, const Vectors3 &v) {
    const Vector lines[3] = {v.x, v.y, v.z};
    for (int c = 0; c < 3; c++) at[3 * c] = lines[c][0], at[3 * c + 1] = lines[c][1], at[3 * c + 2] = lines[c][2];
}

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
    Array(Memory &memory, int64_t n) : data_(reinterpret_cast<T *>(room_.take(n * sizeof(T) / sizeof(double)))) {
        if (data_ == nullptr) memory.out = true;
    }
    ~Array() { free(room_.block); }
    Array(const Array &) = delete;
    Array &operator=(const Array &) = delete;
    operator T *() { return data_; }
    T *data() { return data_; }

private:
    Room room_;
    T *data_;
};

template <class T> void fill(T *at, int64_t n, const T &value) {
    for (int64_t i = 0; i < n; i++) at[i] = value;
}
template <class T> void copy(const T *from, int64_t n, T *to) {
    for (int64_t i = 0; i < n; i++) to[i] = from[i];
}
