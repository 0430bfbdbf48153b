// The pull of fascicles along their paths and how it grows with length, as `mechanics/tangent.py` has it.
#include "body.h"
#include "vectors.h"

// Of lengths of all paths (frames, fascicles) m and of x (frames, active): tensions N and, by the chord over
// `step` m each way, how they grow at the same x, N/m, over the square of strength, N²; both (frames, active).
EXPORTED int dorsum_tensions(const Body *body, int64_t frames, const double *path_length, const double *x,
                             double fibre_passive, double step, double *tension, double *stretching) {
    const Fibres &fibres = body->fibres;
    const int64_t active = fibres.active;
    const double shape = fibres.passive_shape, whole = expm1(shape);
    for (int64_t f = 0; f < frames; f++, path_length += body->paths.fascicles, x += active) {
        for (int64_t i = 0; i < active; i++, tension++, stretching++) {
            const double optimal = fibres.optimal_length[i], height = fibres.height[i];
            const double tendonless = path_length[fibres.fascicle[i]] - fibres.slack_length[i];
            double pull[3], strength = 0.0;
            for (int64_t k = 0; k < 3; k++) {
                const double along = larger(tendonless + step * double(k - 1), 1e-3 * optimal);
                const double fibre = sqrt(along * along + height * height);
                const double strain = (fibre / optimal - fibres.passive_onset[i]) / fibres.passive_strain[i];
                double force = x[i];
                if (strain > 0.0) force += fibre_passive * fibres.passive_share[i] * expm1(shape * strain) / whole;
                const double full = fibres.maximal_force[i] * (along / fibre);
                pull[k] = full * force;
                if (k == 1) strength = full;
            }
            *tension = pull[1];
            const double grows = larger(pull[2] - pull[0], 0.0) / (2.0 * step);  // less than none is rounding
            *stretching = strength > 0.0 ? grows / (strength * strength) : 0.0;
        }
    }
    return DONE;
}
