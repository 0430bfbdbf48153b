// The balance of one frame, and where its arrays are kept.

#pragma once

#include "lines.h"

// A frame's arrays that nobody else sees; used again for the next.
struct Frame {
    Array<Bone> bones;
    Array<Spin> spins;
    Array<Line> lines;
    Array<Vector> screws;     // (subtrees, 6) a component of (o × n, n) of all slots
    Array<Vector> rates;      // (subtrees,) of the angles in the slots, rad/s
    Array<Vector> stretched;  // (subtrees,) moments of passive fibres
    Array<double> above, speed, strength, points;

    Frame(Memory &memory, const Body &body)
        : bones(memory, body.tree.bodies),
          spins(memory, body.tree.bodies),
          lines(memory, body.paths.pieces),
          screws(memory, 6 * body.rows.subtrees),
          rates(memory, body.rows.subtrees),
          stretched(memory, body.rows.subtrees),
          above(memory, 6 * body.tree.bodies),
          speed(memory, body.fibres.active),
          strength(memory, body.fibres.active),
          points(memory, 3 * body.paths.points) {}
};

// The balance of frame f, into `found`; what is left in `frame` is of this frame.
void equations(const Body &body, const Asked &asked, int64_t f, const Found &found, Frame &frame);
