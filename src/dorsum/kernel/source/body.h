// A body ready to compute with, what is asked of its frames and what is found: the interface of the equations.
//
// Arrays are C-contiguous. Lengths in m, forces in N, moments in N·m, angles in rad, masses in kg.
// `dorsum/mechanics/native.py` holds the same fields in the same order.

#pragma once

#include "kernel.h"

// What a function returns.
enum Outcome { DONE, NO_MEMORY, NO_TREE };

struct Tree {
    int64_t bodies;
    const int64_t *parent;  // (bodies,) before its children; the root's is `bodies`
    const double *offset;   // (bodies, 3) joint centre from the parent's, standing
    const double *axes;     // (bodies, 3, 3) columns: the joint's axes, standing

    bool root(int64_t body) const { return parent[body] >= bodies; }
    bool ordered() const {
        for (int64_t b = 0; b < bodies; b++) {
            if (!root(b) && (parent[b] < 0 || parent[b] >= b)) return false;
        }
        return true;
    }
};

struct Masses {
    const double *mass;     // (bodies,)
    const double *centre;   // (bodies, 3) of mass, from the joint centre, standing
    const double *inertia;  // (bodies, 3, 3) about the centre of mass, standing
};

struct Paths {
    int64_t points, pieces, fascicles, wraps;
    const int64_t *point_body;      // (points,)
    const double *point_local;      // (points, 3) from the joint centre, standing
    const int64_t *piece_start;     // (pieces,) a piece runs from this point to the next
    const int64_t *piece_fascicle;  // (pieces,)
    const int64_t *piece_active;    // (pieces,) position of its fascicle among those that take part, or their number
    const int64_t *wrap_point;      // (wraps,) first of two points where a path touches a ball, carried by their body
    const int64_t *wrap_piece;      // (wraps,) the piece between them
    const double *wrap_radius;      // (wraps,) of the ball about the body's joint centre
};

// Pairs of a fascicle and a subtree that meet.
struct Pairs {
    int64_t pairs;
    const int64_t *first;   // (pairs + 1,) of its terms
    const int64_t *piece;   // of every term
    const double *sign;     // of every term: +1 where the piece starts above the joint, −1 where it ends there
    const int64_t *joint;   // (pairs,) position among the subtrees
    const int64_t *column;  // (pairs,) position among the fascicles that take part
};

struct Rows {
    int64_t rows, subtrees, most;
    const int64_t *body;       // (rows,)
    const int64_t *axis;       // (rows,) 0, 1, 2 for z, x, y
    const int64_t *cell;       // (rows,) position among the subtrees · most slots
    const double *slope;       // (rows, 2) springs, towards negative and positive angles
    const double *rate;        // (rows, 2)
    const int64_t *subtree;    // (subtrees,) bodies
    const int64_t *slot_axis;  // (subtrees, most)
    const double *used;        // (subtrees, most) 1, or 0 in an empty slot
};

// Straight springs that couple angles: M = -K θ.
struct Coupled {
    int64_t coupled;
    const int64_t *body, *axis;  // (coupled,) of the angles
    const int64_t *row;          // (coupled,) of each, −1 where it is not balanced
    const double *stiffness;     // (coupled, coupled) K
};

// Fascicles that take part, arrays over them, and the curves that all have in common.
struct Fibres {
    int64_t active;
    const int64_t *fascicle;
    const double *maximal_force, *optimal_length, *slack_length, *height;
    const double *passive_onset, *passive_strain, *passive_share;
    double active_width, maximal_velocity, hill_shape, eccentric_force, passive_shape;
};

struct Levels {
    int64_t levels;
    const int64_t *body;                        // (levels,)
    const double *slope, *rate, *share, *lever;  // (levels, 2) springs of flexion; (levels,) ligaments
};

struct Abdomen {
    double resting_pressure, pressure_per_moment, pressure_offset, area;
    double hoop_radius, hoop_height, transversus_capacity, obliques_capacity;
    const double *upper_point, *share, *lower_point;  // (pushed, 3), (pushed,), (3,)
    const int64_t *upper_body;                        // (pushed,)
    int64_t pushed, joint;
};

struct Body {
    Tree tree;
    Masses masses;
    Paths paths;
    Pairs pairs;
    Rows rows;
    Coupled coupled;
    Fibres fibres;
    Levels levels;
    Abdomen abdomen;
};

// What is asked, frames first.
struct Asked {
    int64_t frames;
    const double *angles, *velocities, *accelerations;  // (frames, bodies, 3); the rates are null at rest
    const double *gravity;                              // (frames, 3) m/s²
    const double *external;                             // (frames, bodies, 6) about the world origin
    const double *pressure;                             // (frames,) Pa, NaN where it follows from the load
    const int64_t *place;                               // (pairs, most) of a moment among the values, or −1; null: without
    const double *stiffening;                           // (frames, rows) times the springs; null: once
    int64_t values;                                     // their number
    double ligaments, abdominal_pressure, fibre_passive;
};

// What `mechanics.statics.Equations` holds, frames first; the moments of pairs are written where `place` says.
struct Found {
    double *rotation, *origin, *point, *path_length;
    double *length, *velocity, *gain, *stretch, *cosine;
    double *values, *required, *springs, *fibre_passive, *ligament_tension, *carried;
    double *pressure, *transversus, *hoop;
};
