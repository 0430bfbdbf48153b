// Slopes of the loads at a level by every angle and every wrench from outside, through the balance.
//
// With x(y) of y = Mᵀλ the balance is b − M x − r = 0. A load C(x, θ) changes with anything θ by
//
//     dC = C_θ dθ + uᵀ(db − dM x) + (D z)ᵀ dMᵀ λ + zᵀ dx|_y,    H u = M D C_x,    z = C_x − Mᵀ u,
//
// D = dx/dy, H = M D Mᵀ and the reserves' part. The rest is the chain rule, from the moments of the pairs back
// to the lines, the bones and the angles. `by_…` is the slope of the loads by what is named; the loads of a
// level, compression, anterior and right shear, are the lanes of a `Vector`.

#pragma once

#include "adjoint.h"
#include "equations.h"
#include "sensitivity.h"

constexpr int LOADS = 3;

// The solution of the frames, frames first, and what it hangs on; columns are fascicles, then actuators.
struct Solved {
    int64_t level, columns, groups;
    const int64_t *starts, *entry_row, *order, *group_starts;  // as `dorsum_solve` takes them
    const double *capacity;                                    // (entries,) what no pair gives
    const double *x;                                           // (columns,)
    const double *multipliers;                                 // (rows,) λ
    const double *stretch;                                     // (columns,) D
    const double *reserves;                                    // (rows,) slope of the reserve moments by λ
    const double *by_gain;  // (active,) slope of x by the gain, where y is held
    const double *by_wall;  // (active,) and by the activation of the abdominal wall
};

class Slopes {
public:
    Slopes(Memory &memory, const Body &body, const Asked &asked, const Solved &solved, const Found &found);

    // Slopes by the angles (bodies, 3, LOADS) and by the wrenches (bodies, 6, LOADS) of frame f; false where
    // the balance has none.
    bool find(int64_t f, double *by_angle, double *by_wrench);

private:
    void through_level();
    bool through_balance();
    void through_pairs();
    void through_carried(double *by_wrench);
    void through_pressure();
    void through_fibres();
    void through_lines();
    void through_screws();
    void through_springs(double *by_angle);
    bool above(int64_t joint, int64_t b) const;

    const Body &body;
    const Asked &all;
    const Solved &solved;
    const Found &found;  // of one frame
    const int64_t cells;
    Asked one;           // the frame
    Frame frame;
    Adjoint adjoint;
    Sensitivity sensitivity;
    Array<double> side, multiplier_at;
    Array<Vector> u, u_at, load, z, by_strength, by_passive, by_velocity, by_path;
    Array<Wrenches> by_line, by_screw, by_carried;
    const double *x, *stretch, *reserves, *multipliers, *by_gain, *by_wall;
    Vector by_hoop;
};
