"""Functions of an OpenSim model: what coordinates make of a motion, or of a coordinate that follows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput

TAGS = ("Constant", "LinearFunction", "MultiplierFunction", "PolynomialFunction", "PiecewiseLinearFunction")
LARGEST = 1e12  # of what models have: lengths, angles, coefficients
SPLINES = ("SimmSpline", "NaturalCubicSpline", "GCVSpline")


@dataclass(frozen=True)
class Function:
    """A function of one coordinate, or a linear one of several."""

    kind: str
    x: Floats  # knots, coefficients from the highest power down, or slopes and intercept
    y: Floats
    scale: float = 1.0

    @classmethod
    def straight(cls) -> Function:
        """The coordinate itself."""
        return cls("LinearFunction", np.array([1.0, 0.0]), np.zeros(0))

    @classmethod
    def constant(cls, value: float = 0.0) -> Function:
        """The same whatever the coordinates are."""
        return cls("Constant", np.array([value]), np.zeros(0))

    def at(self, values: Floats) -> Floats:
        """Values (frames,) at coordinates (n_coordinates, frames)."""
        if self.kind == "Constant":
            found = np.full(values.shape[1], self.x[0])
        elif self.kind == "LinearFunction":
            slopes = self.x[:-1]
            found = slopes[: len(values)] @ values[: len(slopes)] + self.x[-1]
        elif self.kind == "PolynomialFunction":
            found = np.polyval(self.x, values[0])
        elif self.kind == "PiecewiseLinearFunction":
            found = _piecewise(self.x, self.y, values[0])
        else:
            found = _spline(self.x, self.y, values[0], self.kind != "SimmSpline")
        return np.asarray(self.scale * found)


def _piecewise(x: Floats, y: Floats, at: Floats) -> Floats:
    """Straight between the knots and on beyond them."""
    if len(x) < 2:
        return np.full(at.shape, y[0])
    piece = np.clip(np.searchsorted(x, at) - 1, 0, len(x) - 2)
    slope = np.diff(y) / np.diff(x)
    return np.asarray(y[piece] + slope[piece] * (at - x[piece]))


def _spline(x: Floats, y: Floats, at: Floats, natural: bool) -> Floats:
    """A cubic spline through the knots, straight on beyond them.

    At an end its third derivative is that of the cubic through the next four knots, as in SIMM (Forsythe,
    Malcolm and Moler 1977), or its second is 0 in a natural one.
    """
    if len(x) < 4:
        return _piecewise(x, y, at)
    h, slope, n = np.diff(x), np.diff(y) / np.diff(x), len(x)
    rows, wanted = np.zeros((n, n)), np.zeros(n)
    for k in range(1, n - 1):
        rows[k, k - 1 : k + 2] = h[k - 1], 2.0 * (h[k - 1] + h[k]), h[k]
        wanted[k] = 6.0 * (slope[k] - slope[k - 1])
    for end, near, step, knots in ((0, 1, h[0], slice(0, 4)), (n - 1, n - 2, -h[-1], slice(n - 4, n))):
        rows[end, end] = 1.0 if natural else -1.0
        if not natural:
            rows[end, near], wanted[end] = 1.0, 6.0 * step * _third_difference(x[knots], y[knots])
    bend = np.linalg.solve(rows, wanted)  # second derivatives at the knots
    inside = np.clip(at, x[0], x[-1])
    at_knot = np.clip(np.searchsorted(x, inside) - 1, 0, n - 2)
    u = inside - x[at_knot]
    low, high, wide = bend[at_knot], bend[at_knot + 1], h[at_knot]
    third = (high - low) / wide
    first = slope[at_knot] - wide * (2.0 * low + high) / 6.0
    value = y[at_knot] + u * (first + u * (low / 2.0 + u * third / 6.0))
    return np.asarray(value + (first + u * (low + u * third / 2.0)) * (at - inside))


def _third_difference(x: Floats, y: Floats) -> float:
    """Divided difference of four knots: the leading coefficient of the cubic through them."""
    for order in range(1, 4):
        y = np.diff(y) / (x[order:] - x[:-order])
    return float(y[0])


def function_in(path: Path, element: Element, moves: bool = True) -> Function:
    """The function that stands in an element; without one a coordinate itself, if it `moves`, or 0.

    Raises:
        BadInput: the function is of a kind that is not known.
    """
    inside = [child for child in element.iter() if child is not element and _is_function(child)]
    if not inside:
        return Function.straight() if moves else Function.constant()
    return _function(path, inside[0])


def _is_function(element: Element) -> bool:
    return element.tag in TAGS or element.tag in SPLINES or element.tag.endswith(("Function", "Spline"))


def _function(path: Path, element: Element) -> Function:
    if element.tag == "MultiplierFunction":
        inner, scale = function_in(path, element), _numbers_of(element, "scale")
        return Function(inner.kind, inner.x, inner.y, inner.scale * (float(scale[0]) if len(scale) else 1.0))
    if element.tag == "Constant":
        value = _numbers_of(element, "value")
        return Function.constant(float(value[0]) if len(value) else 0.0)
    if element.tag in ("LinearFunction", "PolynomialFunction"):
        coefficients = _numbers_of(element, "coefficients")
        return Function(element.tag, coefficients if len(coefficients) else np.zeros(2), np.zeros(0))
    if element.tag in SPLINES or element.tag == "PiecewiseLinearFunction":
        x, y = _numbers_of(element, "x"), _numbers_of(element, "y")
        if len(x) == len(y) > 0 and (np.diff(x) > 0).all():
            return Function(element.tag, x, y)
        raise BadInput(f"{path}: a {element.tag} has no rising knots")
    raise BadInput(f"{path}: functions of the kind {element.tag} are not known")


def _numbers_of(element: Element, tag: str) -> Floats:
    found = element.find(tag)
    return numbers((found.text or "") if found is not None else "")


def numbers(text: str) -> Floats:
    """The numbers of a text; empty where one of them is none, or larger than any of a model."""
    try:
        found = np.array([float(word) for word in text.split()])
    except ValueError:
        return np.zeros(0)
    return found if (np.abs(found) <= LARGEST).all() else np.zeros(0)
