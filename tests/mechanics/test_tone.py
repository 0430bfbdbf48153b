"""Tone is a force over area: the same in all muscles, whatever tension goes with their areas."""

import numpy as np
import pytest

from dorsum.mechanics.analysis import Options
from dorsum.motion.analyze import analyze

N_PER_CM2 = 0.92


def test_every_muscle_keeps_the_same_force_over_its_area(male, tables):
    fascicles = male.body.fascicles
    area = fascicles.maximal_force / fascicles.make.specific_tension  # m²
    force = male.body.tone * fascicles.maximal_force
    trunk = ~male.body.on_limbs
    assert (force / area / 1e4)[trunk] == pytest.approx(np.full(trunk.sum(), N_PER_CM2))
    assert not force[~trunk].any()  # hip, thigh and shoulder are silent in quiet standing
    silent = {row.muscle for row, on in zip(fascicles.routes.rows, ~trunk, strict=True) if on}
    assert {"deltoid_acromial", "biceps_brachii_long", "gluteus_medius"} < silent
    assert not silent & {"trapezius_descending", "serratus_anterior", "pectoralis_minor", "psoas_minor"}
    of_set = {row.pcsa_set: set() for row in tables.specific_tensions}
    for row, tone in zip(np.array(fascicles.routes.rows)[trunk], male.body.tone[trunk], strict=True):
        of_set[row.pcsa_set].add(round(float(tone), 9))
    assert of_set["lumbar46"] == {0.02}
    assert of_set["neck35"] == {round(N_PER_CM2 / 35, 9)}
    assert of_set["shoulder46"] == of_set["lumbar46"]


def test_nobody_does_less_than_tone_and_lying_some_do_no_more(male):
    result = analyze("lying_supine", male, posture="exact")
    activation = result.analysis.activation[0]
    assert (activation >= male.tone - 1e-9).all()
    resting = np.isclose(activation, male.tone, atol=1e-6)
    sets = np.array([male.body.fascicles.routes.rows[i].pcsa_set for i in male.active])
    for name in ("lumbar46", "neck35"):
        assert resting[sets == name].mean() > 0.2
    without = analyze("lying_supine", male, options=Options(tone=False, posture="exact"))
    assert without.analysis.activation.min() < 1e-3
