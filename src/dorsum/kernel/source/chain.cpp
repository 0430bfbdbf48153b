// The chain rule from the moments of the pairs back to the angles.

#include "slopes.h"

namespace {

constexpr double EVEN = 1e-9;  // rad, and fibre lengths: nearer to a kink the slope is the mean of both sides

double share_beyond(double kink) { return kink > EVEN ? 1.0 : kink < -EVEN ? 0.0 : 0.5; }

// Slope of a spring's moment by the angle, towards one side.
double stiffness(double slope, double rate, double angle) {
    return share_beyond(angle) * slope * (rate > 0.0 ? exp(rate * larger(0.0, angle)) : 1.0);
}

double force_velocity_slope(const Fibres &fibres, double velocity) {
    if (velocity < -1.0) return 0.0;
    const double slope = 1.0 + 1.0 / fibres.hill_shape;
    if (velocity <= 0.0) {
        const double below = 1.0 - velocity / fibres.hill_shape;
        return slope / (below * below);
    }
    const double gained = fibres.eccentric_force - 1.0, below = gained + slope * velocity;
    return gained * gained * slope / (below * below);
}

}  // namespace

void Slopes::through_pairs() {
    const Pairs &pairs = body.pairs;
    const Fibres &fibres = body.fibres;
    const int64_t most = body.rows.most;
    for (int64_t k = 0; k < fibres.active; k++) {
        by_strength[k] = load[k] * (x[k] + one.fibre_passive * found.stretch[k]);
        by_passive[k] = load[k] * (one.fibre_passive * frame.strength[k]);
        const double relative = found.velocity[k] / fibres.maximal_velocity;
        const double off = (found.length[k] - 1.0) / fibres.active_width;
        const double slope = one.velocities ? force_velocity_slope(fibres, relative) / fibres.maximal_velocity : 0.0;
        by_velocity[k] = z[k] * (by_gain[k] * exp(-off * off) * slope);
    }
    for (int64_t p = 0; p < pairs.pairs; p++) {
        const int64_t joint = pairs.joint[p], k = pairs.column[p];
        const Vector *screw = frame.screws + 6 * joint;
        const double passive = one.fibre_passive * found.stretch[k];
        const Vector by_speed = by_velocity[k] * (found.cosine[k] / fibres.optimal_length[k]);
        Vector arms = Vector{};
        for (int64_t t = pairs.first[p]; t < pairs.first[p + 1]; t++) {
            const Line &line = frame.lines[pairs.piece[t]];
            const Vector by_force = screw[0] * line.u.x + screw[1] * line.u.y + screw[2] * line.u.z;
            const Vector by_moment = screw[3] * line.m.x + screw[4] * line.m.y + screw[5] * line.m.z;
            arms += pairs.sign[t] * (by_force + by_moment);
        }
        Vector by_arm[LANES];
        for (int64_t s = 0; s < most; s++) {
            const int64_t cell = most * joint + s;
            const Vector by_moment = z[k] * (stretch[k] * multiplier_at[cell]) - u_at[cell] * (x[k] + passive);
            by_strength[k] += by_moment * arms[s];
            by_passive[k] -= u_at[cell] * (one.fibre_passive * frame.strength[k] * arms[s]);
            by_arm[s] = by_moment * frame.strength[k] - by_speed * frame.rates[joint][s];
        }
        for (int64_t t = pairs.first[p]; t < pairs.first[p + 1]; t++) {
            const Line &line = frame.lines[pairs.piece[t]];
            const Vector3 u = pairs.sign[t] * line.u, m = pairs.sign[t] * line.m;
            Wrenches by_term = {};
            for (int64_t s = 0; s < most; s++) {
                Wrenches &by = by_screw[most * joint + s];
                by.force += by_arm[s] * u, by.moment += by_arm[s] * m;
                by_term.force += by_arm[s] * Vector3{screw[0][s], screw[1][s], screw[2][s]};
                by_term.moment += by_arm[s] * Vector3{screw[3][s], screw[4][s], screw[5][s]};
            }
            Wrenches &by = by_line[pairs.piece[t]];
            by.force += spread(pairs.sign[t]) * by_term.force, by.moment += spread(pairs.sign[t]) * by_term.moment;
        }
    }
}

// Weight, abdominal pressure and inertia; the wrenches from outside end here.
void Slopes::through_carried(double *by_wrench) {
    const Rows &rows = body.rows;
    for (int64_t cell = 0; cell < cells; cell++) {
        const int64_t joint = cell / rows.most, s = cell % rows.most, b = rows.subtree[joint];
        const Vector *screw = frame.screws + 6 * joint;
        const Vector3 m = {screw[0][s], screw[1][s], screw[2][s]}, n = {screw[3][s], screw[4][s], screw[5][s]};
        // Moment = m · force + n · moment of all above.
        by_carried[b].force += (-u_at[cell]) * m, by_carried[b].moment += (-u_at[cell]) * n;
        by_screw[cell].force += (-u_at[cell]) * vector(frame.above + 6 * b);
        by_screw[cell].moment += (-u_at[cell]) * vector(frame.above + 6 * b + 3);
    }
    for (int64_t b = 0; b < body.tree.bodies; b++) {
        if (body.tree.root(b)) continue;
        const Wrenches &below = by_carried[body.tree.parent[b]];
        by_carried[b].force += below.force, by_carried[b].moment += below.moment;
    }
    through_pressure();
    for (int64_t b = 0; b < body.tree.bodies; b++) {
        const Vector3 centre = frame.bones[b].origin + frame.bones[b].rotation * vector(body.masses.centre + 3 * b);
        adjoint.point(b, centre, cross(body.masses.mass[b] * vector(one.gravity), by_carried[b].moment));
        store(by_wrench + 6 * LOADS * b, by_carried[b].force);
        store(by_wrench + 6 * LOADS * b + 3 * LOADS, by_carried[b].moment);
    }
    if (one.velocities) {
        adjoint.momentum(body.masses, frame.bones, frame.spins, one.velocities, one.accelerations, -1.0, by_carried);
    }
}

bool Slopes::above(int64_t joint, int64_t b) const {
    while (b > joint && !body.tree.root(b)) b = body.tree.parent[b];
    return b == joint;
}

void Slopes::through_pressure() {
    const Abdomen &abdomen = body.abdomen;
    const Bone &pelvis = frame.bones[0];
    const Vector3 floor = pelvis.origin + pelvis.rotation * vector(abdomen.lower_point);
    const int64_t joint = abdomen.joint;
    const double pressure = found.pressure[0], hoop = abdomen.hoop_radius * abdomen.hoop_height;
    Vector3 borne = vector(frame.above + 6 * joint), moment = vector(frame.above + 6 * joint + 3);
    Vector by_pressure = spread(0.0);
    for (int64_t k = 0; k < abdomen.pushed; k++) {
        const int64_t b = abdomen.upper_body[k];
        const Vector3 top = frame.bones[b].origin + frame.bones[b].rotation * vector(abdomen.upper_point + 3 * k);
        const double apart = sqrt(dot(top - floor, top - floor)), area = abdomen.share[k] * abdomen.area;
        const Vector3 along = (1.0 / apart) * (top - floor), force = (pressure * area) * along;
        const Vectors3 moved = by_carried[b].moment - by_carried[0].moment;
        const Vectors3 pushed = by_carried[b].force - by_carried[0].force + cross(moved, top);
        const Vectors3 by_apart = spread(pressure * area / apart) * (pushed - dot(pushed, along) * along);
        adjoint.point(b, top, by_apart + cross(force, moved));
        adjoint.point(0, floor, spread(-1.0) * by_apart);
        by_pressure += dot(pushed, along) * spread(area);
        if (above(joint, b)) borne = borne - force, moment = moment - cross(top, force);
    }
    if (pressure * hoop > abdomen.transversus_capacity && abdomen.obliques_capacity > 0.0) {
        by_pressure += by_hoop * spread(hoop / abdomen.obliques_capacity);
    }
    if (isnan(one.pressure[0]) && pressure > one.abdominal_pressure * abdomen.resting_pressure) {
        // The moment that it follows is that of all but the pressure itself.
        const Vector3 n = frame.bones[joint].axis[0], o = frame.bones[joint].origin;
        const Vector by_flexing = by_pressure * (one.abdominal_pressure * abdomen.pressure_per_moment);
        const Vectors3 by_force = by_flexing * cross(n, o), by_moment = (-by_flexing) * n;
        adjoint.axis(joint, 0, (-by_flexing) * (moment - cross(o, borne)));
        adjoint.centre(joint, o, by_flexing * cross(borne, n));
        for (int64_t b = 0; b < body.tree.bodies; b++) {
            if (!above(joint, b)) continue;
            by_carried[b].force += by_force, by_carried[b].moment += by_moment;
        }
    }
}

// From force and length of the fibres back to path lengths.
void Slopes::through_fibres() {
    const Fibres &fibres = body.fibres;
    const double whole = expm1(fibres.passive_shape);
    for (int64_t k = 0; k < fibres.active; k++) {
        const double optimal = fibres.optimal_length[k], cosine = found.cosine[k], fibre = found.length[k] * optimal;
        const double strain = found.length[k] - fibres.passive_onset[k];
        const double steep = fibres.passive_shape / fibres.passive_strain[k];
        const double full = fibres.passive_share[k] / whole;
        const double stiff = share_beyond(strain) * full * steep * exp(steep * larger(0.0, strain));
        const double off = (found.length[k] - 1.0) / fibres.active_width;
        const double bent = -2.0 * off / fibres.active_width * found.gain[k];
        const Vector by_length = z[k] * (by_gain[k] * bent) + by_passive[k] * stiff;
        Vector by_cosine = by_strength[k] * fibres.maximal_force[k];
        if (one.velocities) by_cosine += by_velocity[k] * (frame.speed[k] / optimal);
        const bool slack = cosine * fibre <= 1e-3 * optimal;
        const double lean = fibres.height[k] * fibres.height[k] / (fibre * fibre * fibre);
        by_path[k] = slack ? Vector{} : by_length * (cosine / optimal) + by_cosine * lean;
    }
}

void Slopes::through_lines() {
    for (int64_t i = 0; i < body.paths.pieces; i++) {
        const int64_t k = body.paths.piece_active[i], start = body.paths.piece_start[i];
        if (k >= body.fibres.active) continue;
        const Line &line = frame.lines[i];
        const Vector3 a = vector(found.point + 3 * start), b = vector(found.point + 3 * start + 3);
        const Vectors3 by_u = by_line[i].force + cross(by_line[i].moment, a);
        const Vectors3 across = spread(1.0 / line.length) * (by_u - dot(by_u, line.u) * line.u);
        const Vectors3 by_end = across + by_path[k] * line.u;
        adjoint.point(body.paths.point_body[start + 1], b, by_end);
        adjoint.point(body.paths.point_body[start], a, cross(line.u, by_line[i].moment) - by_end);
    }
}

void Slopes::through_screws() {
    for (int64_t cell = 0; cell < cells; cell++) {
        if (body.rows.used[cell] == 0.0) continue;
        const int64_t b = body.rows.subtree[cell / body.rows.most], axis = body.rows.slot_axis[cell];
        const Vector3 o = frame.bones[b].origin, n = frame.bones[b].axis[axis];
        const Wrenches &by = by_screw[cell];
        adjoint.centre(b, o, cross(n, by.force));
        adjoint.axis(b, axis, by.moment + cross(by.force, o));
    }
}

// Springs of the rows, and ligaments behind the disc, which press on it.
void Slopes::through_springs(double *by_angle) {
    const Rows &rows = body.rows;
    for (int64_t r = 0; r < rows.rows; r++) {
        const int64_t at = 3 * rows.body[r] + rows.axis[r];
        const double *slope = rows.slope + 2 * r, *rate = rows.rate + 2 * r, angle = one.angles[at];
        const double times = one.ligaments * (one.stiffening ? one.stiffening[r] : 1.0);
        const double stiff = stiffness(slope[0], rate[0], -angle) + stiffness(slope[1], rate[1], angle);
        for (int i = 0; i < LOADS; i++) by_angle[LOADS * at + i] += u[r][i] * (times * stiff);
    }
    const Coupled &all = body.coupled;
    for (int64_t j = 0; j < all.coupled; j++) {
        const int64_t at = 3 * all.body[j] + all.axis[j];
        for (int64_t k = 0; k < all.coupled; k++) {
            if (all.row[k] < 0) continue;
            const double stiff = one.ligaments * all.stiffness[all.coupled * j + k];
            for (int i = 0; i < LOADS; i++) by_angle[LOADS * at + i] += u[all.row[k]][i] * stiff;
        }
    }
    const Levels &levels = body.levels;
    const int64_t i = solved.level, at = 3 * levels.body[i];
    const double stiff = stiffness(levels.slope[i], levels.rate[i], -one.angles[at]);
    by_angle[LOADS * at] -= one.ligaments * levels.share[i] / levels.lever[i] * stiff;
}
