#include "slopes.h"

Slopes::Slopes(Memory &memory, const Body &body, const Asked &asked, const Solved &solved, const Found &found)
    : body(body),
      all(asked),
      solved(solved),
      found(found),
      cells(body.rows.subtrees * body.rows.most),
      frame(memory, body),
      adjoint(memory, body.tree),
      sensitivity(memory, {body.rows.rows, solved.columns, solved.groups, solved.starts, solved.entry_row, solved.order,
                           solved.group_starts}),
      side(memory, body.tree.bodies),
      multiplier_at(memory, cells),
      u(memory, body.rows.rows),
      u_at(memory, cells),
      load(memory, body.fibres.active),
      z(memory, body.fibres.active),
      by_strength(memory, body.fibres.active),
      by_passive(memory, body.fibres.active),
      by_velocity(memory, body.fibres.active),
      by_path(memory, body.fibres.active),
      by_line(memory, body.paths.pieces),
      by_screw(memory, cells),
      by_carried(memory, body.tree.bodies) {}

bool Slopes::find(int64_t f, double *by_angle, double *by_wrench) {
    const int64_t n = body.tree.bodies, rows = body.rows.rows, active = body.fibres.active;
    one = all;
    one.angles += 3 * n * f, one.external += 6 * n * f, one.gravity += 3 * f, one.pressure += f;
    if (one.velocities) one.velocities += 3 * n * f, one.accelerations += 3 * n * f;
    if (one.stiffening) one.stiffening += rows * f;
    x = solved.x + solved.columns * f, stretch = solved.stretch + solved.columns * f;
    multipliers = solved.multipliers + rows * f, reserves = solved.reserves + rows * f;
    by_gain = solved.by_gain + active * f, by_wall = solved.by_wall + active * f;

    copy(solved.capacity, one.values, found.values);
    equations(body, one, 0, found, frame);
    adjoint.clear();
    fill(by_line.data(), body.paths.pieces, Wrenches{});
    fill(by_screw.data(), cells, Wrenches{});
    fill(by_carried.data(), n, Wrenches{});
    through_level();
    if (!through_balance()) return false;
    through_pairs();
    through_carried(by_wrench);
    through_fibres();
    through_lines();
    through_screws();
    adjoint.by_angles(frame.bones, LOADS, by_angle);
    through_springs(by_angle);
    return true;
}

// The three loads are components, in the axes of the lower endplate, of the force that crosses the level.
void Slopes::through_level() {
    const int64_t level = body.levels.body[solved.level], under = body.tree.parent[level];
    for (int64_t b = 0; b < body.tree.bodies; b++) {
        side[b] = b == level || (!body.tree.root(b) && side[body.tree.parent[b]] != 0.0);
    }
    const Matrix lower = frame.bones[under].rotation * matrix(body.tree.axes + 9 * level);
    const Vectors3 out = {{-lower.y.x, lower.x.x, lower.z.x, 0.0},
                          {-lower.y.y, lower.x.y, lower.z.y, 0.0},
                          {-lower.y.z, lower.x.z, lower.z.z, 0.0}};
    by_carried[level].force += out;
    Vector3 force = vector(frame.above + 6 * level);
    fill(load.data(), body.fibres.active, Vector{});
    for (int64_t i = 0; i < body.paths.pieces; i++) {
        const int64_t k = body.paths.piece_active[i], start = body.paths.piece_start[i];
        const double crosses = side[body.paths.point_body[start]] - side[body.paths.point_body[start + 1]];
        if (k >= body.fibres.active || crosses == 0.0) continue;
        const double pull = crosses * (frame.strength[k] * x[k] + found.fibre_passive[k]);
        load[k] += crosses * dot(out, frame.lines[i].u);
        by_line[i].force += spread(pull) * out;
        force = force + pull * frame.lines[i].u;
    }
    adjoint.direction(under, cross(out, force));
}

bool Slopes::through_balance() {
    if (!sensitivity.factor(found.values, stretch, reserves)) return false;
    fill(u.data(), body.rows.rows, Vector{});
    for (int64_t k = 0; k < body.fibres.active; k++) {
        z[k] = frame.strength[k] * load[k];
        const Vector moved = stretch[k] * z[k];
        for (int64_t i = solved.starts[k]; i < solved.starts[k + 1]; i++) {
            u[solved.entry_row[i]] += found.values[i] * moved;
        }
    }
    for (int i = 0; i < LOADS; i++) {
        const double *one_load = sensitivity.solve(u, i);
        for (int64_t r = 0; r < body.rows.rows; r++) u[r][i] = one_load[r];
    }
    by_hoop = Vector{};
    for (int64_t k = 0; k < body.fibres.active; k++) {
        for (int64_t i = solved.starts[k]; i < solved.starts[k + 1]; i++) {
            z[k] -= found.values[i] * u[solved.entry_row[i]];
        }
        by_hoop += by_wall[k] * z[k];
    }
    fill(u_at.data(), cells, Vector{});
    fill(multiplier_at.data(), cells, 0.0);
    for (int64_t r = 0; r < body.rows.rows; r++) {
        u_at[body.rows.cell[r]] = u[r];
        multiplier_at[body.rows.cell[r]] = multipliers[r];
    }
    return true;
}


// Slopes by angles (frames, bodies, 3, loads) and wrenches (frames, bodies, 6, loads), NaN where the balance
// has none; `found` has frame for one frame.
EXPORTED int dorsum_slopes(const Body *body, const Asked *asked, const Solved *solved, const Found *found,
                           double *by_angle, double *by_wrench) {
    Memory memory;
    Slopes slopes(memory, *body, *asked, *solved, *found);
    if (memory.out || !body->tree.ordered()) return memory.out ? NO_MEMORY : NO_TREE;
    const int64_t angles = 3 * LOADS * body->tree.bodies, wrenches = 2 * angles;
    for (int64_t f = 0; f < asked->frames; f++, by_angle += angles, by_wrench += wrenches) {
        if (slopes.find(f, by_angle, by_wrench)) continue;
        fill(by_angle, angles, double(NAN)), fill(by_wrench, wrenches, double(NAN));
    }
    return DONE;
}
