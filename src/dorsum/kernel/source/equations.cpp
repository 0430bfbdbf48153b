// The equations of balance of many frames, as `mechanics/statics.py` has them in NumPy.

#include "equations.h"

namespace {

// M(θ) of a spring for θ > 0, zero otherwise.
double magnitude(double slope, double rate, double angle) {
    if (angle <= 0.0) return 0.0;
    return slope * (rate > 0.0 ? expm1(rate * angle) / rate : angle);
}

// Activation that bears a force, above 1 where strength does not suffice; of no strength, ∞ or 0.
double share(double asked, double strength) {
    if (strength > 0.0) return asked / strength;
    return asked > 0.0 ? HUGE_VAL : 0.0;
}

void weigh(const Body &body, const Bone *bones, const Vector3 &gravity, double *carried) {
    for (int64_t b = 0; b < body.tree.bodies; b++) {
        const Vector3 centre = bones[b].origin + bones[b].rotation * vector(body.masses.centre + 3 * b);
        const Vector3 force = body.masses.mass[b] * gravity;
        add(carried + 6 * b, 1.0, force, cross(centre, force));
    }
}

void sum_above(const Body &body, const double *carried, Frame &frame) {
    copy(carried, 6 * body.tree.bodies, frame.above.data());
    gather(body.tree, frame.above);
}

// Pressure in the abdomen, whose forces on pelvis and what holds the diaphragm are added to what is carried.
double press(const Body &body, double given, double factor, Frame &frame, double *carried) {
    const Abdomen &abdomen = body.abdomen;
    double pressure = given;
    if (isnan(given)) {
        sum_above(body, carried, frame);
        const double *load = frame.above + 6 * abdomen.joint;
        const Bone &joint = frame.bones[abdomen.joint];
        const double flexing = -dot(joint.axis[0], vector(load + 3) - cross(joint.origin, vector(load)));
        const double follows = abdomen.pressure_per_moment * flexing - abdomen.pressure_offset;
        pressure = larger(abdomen.resting_pressure, follows);
    }
    pressure *= factor;
    const Vector3 floor = frame.bones[0].origin + frame.bones[0].rotation * vector(abdomen.lower_point);
    for (int64_t k = 0; k < abdomen.pushed; k++) {
        const Bone &bone = frame.bones[abdomen.upper_body[k]];
        const Vector3 top = bone.origin + bone.rotation * vector(abdomen.upper_point + 3 * k), apart = top - floor;
        const Vector3 force = (abdomen.share[k] * pressure * abdomen.area / sqrt(dot(apart, apart))) * apart;
        const Vector3 moment = cross(top, force);
        add(carried + 6 * abdomen.upper_body[k], 1.0, force, moment);
        add(carried, -1.0, force, moment);
    }
    return pressure;
}

void hold(const Abdomen &abdomen, double pressure, double &transversus, double &obliques) {
    const double hoop = pressure * abdomen.hoop_radius * abdomen.hoop_height;
    transversus = smaller(1.0, share(hoop, abdomen.transversus_capacity));
    const bool enough = abdomen.transversus_capacity > 0.0 && transversus < 1.0;
    obliques = share(enough ? 0.0 : hoop - transversus * abdomen.transversus_capacity, abdomen.obliques_capacity);
}

void turn(const Rows &rows, const double *velocities, Frame &frame) {
    for (int64_t j = 0; j < rows.subtrees; j++) {
        const int64_t b = rows.subtree[j];
        double screw[6][4] = {}, rate[4] = {};
        for (int64_t s = 0; s < rows.most; s++) {
            if (rows.used[rows.most * j + s] == 0.0) continue;
            const int64_t axis = rows.slot_axis[rows.most * j + s];
            const Vector3 n = frame.bones[b].axis[axis], m = cross(frame.bones[b].origin, n);
            screw[0][s] = m.x, screw[1][s] = m.y, screw[2][s] = m.z;
            screw[3][s] = n.x, screw[4][s] = n.y, screw[5][s] = n.z;
            if (velocities) rate[s] = velocities[3 * b + axis];
        }
        for (int c = 0; c < 6; c++) {
            frame.screws[6 * j + c] = Vector{screw[c][0], screw[c][1], screw[c][2], screw[c][3]};
        }
        frame.rates[j] = Vector{rate[0], rate[1], rate[2], rate[3]};
        frame.stretched[j] = spread(0.0);
    }
}

// Fibre lengths, and what depends on them alone.
void stretch(const Fibres &fibres, const double *path_length, double *__restrict length, double *__restrict passive,
             double *__restrict cosine, double *__restrict strength) {
    const double shape = fibres.passive_shape, whole = expm1(shape);
    const int64_t active = fibres.active;
    const double *slack = fibres.slack_length, *optima = fibres.optimal_length, *heights = fibres.height;
    const double *maximal = fibres.maximal_force;
    for (int64_t i = 0; i < active; i++) cosine[i] = path_length[fibres.fascicle[i]] - slack[i];
    for (int64_t i = 0; i < active; i++) {
        const double optimal = optima[i], height = heights[i];
        const double tendonless = larger(1e-3 * optimal, cosine[i]);
        const double fibre = sqrt(tendonless * tendonless + height * height);
        cosine[i] = tendonless / fibre;
        length[i] = fibre / optimal;
        strength[i] = maximal[i] * cosine[i];
    }
    for (int64_t i = 0; i < active; i++) {
        const double strain = (length[i] - fibres.passive_onset[i]) / fibres.passive_strain[i];
        passive[i] = strain <= 0.0 ? 0.0 : fibres.passive_share[i] * expm1(shape * strain) / whole;
    }
}

double force_velocity(const Fibres &fibres, double velocity) {
    if (velocity <= 0.0) {
        const double shortening = larger(-1.0, velocity);
        return (1.0 + shortening) / (1.0 - shortening / fibres.hill_shape);
    }
    const double gained = fibres.eccentric_force - 1.0, slope = 1.0 + 1.0 / fibres.hill_shape;
    return fibres.eccentric_force - gained * gained / (gained + slope * velocity);
}

void excite(const Fibres &fibres, const double *speed, const double *length, const double *cosine, double *velocity,
            double *gain) {
    for (int64_t i = 0; i < fibres.active; i++) {
        velocity[i] = speed ? speed[i] * cosine[i] / fibres.optimal_length[i] : 0.0;
        const double off = (length[i] - 1.0) / fibres.active_width;
        gain[i] = exp(-off * off);
        if (speed) gain[i] *= force_velocity(fibres, velocity[i] / fibres.maximal_velocity);
    }
}

// Moments of all pairs at full strength; by the way moments of stretched fibres, and rates of path length.
// Pairs of a joint follow each other, so that what belongs to it stays at hand. Where no place is told the
// moments are not asked, and slack fibres give nothing else.
void pull(const Body &body, const Asked &asked, const double *passive, bool moving, Frame &frame,
          double *__restrict values) {
    const Pairs pairs = body.pairs;
    const int64_t most = body.rows.most;
    const int64_t *place = asked.place;
    const Line *lines = frame.lines;
    const double *strength = frame.strength;
    double *speed = frame.speed;
    if (moving) fill(speed, body.fibres.active, 0.0);
    for (int64_t p = 0; p < pairs.pairs;) {
        const int64_t joint = pairs.joint[p];
        const Vector rates = frame.rates[joint];
        Vector screw[6], stretched = frame.stretched[joint];
        copy<Vector>(frame.screws + 6 * joint, 6, screw);
        for (; p < pairs.pairs && pairs.joint[p] == joint; p++) {
            const int64_t column = pairs.column[p];
            if (!place && !moving && passive[column] == 0.0) continue;
            Vector arms = spread(0.0);
            for (int64_t t = pairs.first[p]; t < pairs.first[p + 1]; t++) {
                const Line &line = lines[pairs.piece[t]];
                const Vector by_force = screw[0] * line.u.x + screw[1] * line.u.y + screw[2] * line.u.z;
                const Vector by_moment = screw[3] * line.m.x + screw[4] * line.m.y + screw[5] * line.m.z;
                arms += pairs.sign[t] * (by_force + by_moment);
            }
            if (moving) speed[column] -= sum(arms * rates);
            const Vector moments = arms * strength[column];
            stretched += moments * (asked.fibre_passive * passive[column]);
            for (int64_t s = 0; place && s < most; s++) {
                const int64_t at = place[most * p + s];
                if (at >= 0) values[at] = moments[s];
            }
        }
        frame.stretched[joint] = stretched;
    }
}

// Moments of all that is carried, added to those of the stretched fibres.
void bear(const Body &body, const double *carried, Frame &frame) {
    sum_above(body, carried, frame);
    for (int64_t j = 0; j < body.rows.subtrees; j++) {
        const double *load = frame.above + 6 * body.rows.subtree[j];
        for (int c = 0; c < 6; c++) frame.stretched[j] += frame.screws[6 * j + c] * load[c];
    }
}

// What the active forces must supply, and the moments of the springs; `times` may be null.
void require(const Body &body, const double *angles, double ligaments, const double *times, Frame &frame,
             double *required, double *springs) {
    const Rows &rows = body.rows;
    for (int64_t r = 0; r < rows.rows; r++) {
        const double angle = angles[3 * rows.body[r] + rows.axis[r]];
        const double *slope = rows.slope + 2 * r, *rate = rows.rate + 2 * r;
        const double turned = magnitude(slope[0], rate[0], -angle) - magnitude(slope[1], rate[1], angle);
        springs[r] = ligaments * (times ? times[r] : 1.0) * turned;
    }
    const Coupled &all = body.coupled;
    for (int64_t j = 0; j < all.coupled; j++) {
        const double angle = ligaments * angles[3 * all.body[j] + all.axis[j]];
        if (angle == 0.0) continue;
        for (int64_t i = 0; i < all.coupled; i++)
            if (all.row[i] >= 0) springs[all.row[i]] -= all.stiffness[all.coupled * j + i] * angle;
    }
    for (int64_t r = 0; r < rows.rows; r++) {
        const int64_t joint = rows.cell[r] / rows.most, slot = rows.cell[r] % rows.most;
        required[r] = -(frame.stretched[joint][slot] + springs[r]);
    }
}

void tighten(const Levels &levels, const double *angles, double ligaments, double *tension) {
    for (int64_t i = 0; i < levels.levels; i++) {
        const double flexed = -angles[3 * levels.body[i]];
        const double moment = magnitude(levels.slope[i], levels.rate[i], flexed);
        tension[i] = ligaments * levels.share[i] * moment / levels.lever[i];
    }
}

}  // namespace

void equations(const Body &body, const Asked &asked, int64_t f, const Found &found, Frame &frame) {
    const int64_t n = body.tree.bodies, active = body.fibres.active;
    const bool moving = asked.velocities != nullptr;
    const double *angles = asked.angles + 3 * n * f, *velocities = moving ? asked.velocities + 3 * n * f : nullptr;

    place(body.tree, angles, frame.bones);
    for (int64_t b = 0; b < n; b++) {
        store(found.rotation + 9 * (n * f + b), frame.bones[b].rotation);
        store(found.origin + 3 * (n * f + b), frame.bones[b].origin);
    }
    double *points = found.point ? found.point + 3 * body.paths.points * f : frame.points;
    draw(body.paths, frame.bones, points, frame.lines);
    double *path_length = found.path_length + body.paths.fascicles * f;
    fill(path_length, body.paths.fascicles, 0.0);
    const int64_t *owner = body.paths.piece_fascicle, pieces = body.paths.pieces;
    for (int64_t i = 0; i < pieces;) {  // pieces of a fascicle follow each other
        const int64_t fascicle = owner[i];
        double whole = 0.0;
        for (; i < pieces && owner[i] == fascicle; i++) whole += frame.lines[i].length;
        path_length[fascicle] += whole;
    }

    double *carried = found.carried + 6 * n * f;
    copy(asked.external + 6 * n * f, 6 * n, carried);
    if (moving) {
        const double *accelerations = asked.accelerations + 3 * n * f;
        add_momentum(body.tree, body.masses, frame.bones, velocities, accelerations, frame.spins, -1.0, carried);
    }
    weigh(body, frame.bones, vector(asked.gravity + 3 * f), carried);
    found.pressure[f] = press(body, asked.pressure[f], asked.abdominal_pressure, frame, carried);
    hold(body.abdomen, found.pressure[f], found.transversus[f], found.hoop[f]);

    turn(body.rows, velocities, frame);
    const int64_t at = active * f;
    stretch(body.fibres, path_length, found.length + at, found.stretch + at, found.cosine + at, frame.strength);
    pull(body, asked, found.stretch + at, moving, frame, found.values + asked.values * f);
    if (asked.place) {
        excite(body.fibres, moving ? frame.speed.data() : nullptr, found.length + at, found.cosine + at,
               found.velocity + at, found.gain + at);
    }
    for (int64_t i = 0; i < active; i++) {
        found.fibre_passive[at + i] = asked.fibre_passive * frame.strength[i] * found.stretch[at + i];
    }
    bear(body, carried, frame);
    const int64_t rows = body.rows.rows, levels = body.levels.levels;
    const double *times = asked.stiffening ? asked.stiffening + rows * f : nullptr;
    require(body, angles, asked.ligaments, times, frame, found.required + rows * f, found.springs + rows * f);
    tighten(body.levels, angles, asked.ligaments, found.ligament_tension + levels * f);
}

// The balance of all frames.
EXPORTED int dorsum_equations(const Body *body, const Asked *asked, const Found *found) {
    Memory memory;
    Frame frame(memory, *body);
    if (memory.out || !body->tree.ordered()) return memory.out ? NO_MEMORY : NO_TREE;
    for (int64_t f = 0; f < asked->frames; f++) equations(*body, *asked, f, *found, frame);
    return DONE;
}
