"""Arrays that are plain NumPy to compute with and can be asked by label."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from dorsum.errors import BadInput, UnknownName

if TYPE_CHECKING:
    import xarray

OPTIONS = ("method", "tolerance", "drop")  # of xarray's `sel`


class Labelled(np.ndarray[Any, np.dtype[np.float64]]):
    """A NumPy array with names for its axes: `array[0, 0]` as ever, `array.sel(level="L4/L5")` by label.

    What is computed from it, and its parts, are plain arrays. xarray is imported when a label is asked for.
    """

    _label: Callable[[], xarray.DataArray] | None

    @classmethod
    def of(cls, values: Any, label: Callable[[], xarray.DataArray]) -> Labelled:
        """An array with a function that gives it with its labels."""
        found: Labelled = np.asarray(values).view(cls)
        found._label = label
        return found

    def __array_finalize__(self, obj: Any) -> None:
        self._label = None

    def __array_wrap__(
        self, array: Any, context: Any = None, return_scalar: bool = False, /
    ) -> Any:  # what NumPy makes of it is plain
        return array[()] if return_scalar else np.asarray(array)

    if not TYPE_CHECKING:  # for which a part is what it is of any array

        def __getitem__(self, key: Any) -> Any:
            return np.asarray(self)[key]

    def __reduce__(self) -> Any:
        return np.asarray(self).__reduce__()

    @property
    def labelled(self) -> xarray.DataArray:
        """The array as an xarray.DataArray, with time, names and units."""
        if self._label is None:
            raise AttributeError("this array was computed from others and has no labels")
        return self._label()

    def sel(self, **labels: Any) -> xarray.DataArray:
        """The part at some labels, such as `level="L4/L5"` or `time=1.2, method="nearest"`.

        Raises:
            UnknownName: an axis or a name on it that does not exist.
            BadInput: no frame has such a time.
        """
        array = self.labelled
        for axis, label in labels.items():
            if axis in OPTIONS:
                continue
            if axis not in array.indexes:
                raise UnknownName("axis", axis, [str(name) for name in array.indexes])
            known = array.indexes[axis]
            if axis != "time":
                for name in [label] if isinstance(label, str) else np.ravel(np.asarray(label, dtype=object)):
                    if not isinstance(name, slice) and name not in known:
                        raise UnknownName(axis, str(name), [str(other) for other in known])
        try:
            return array.sel(**labels)
        except KeyError as error:
            times = array.indexes["time"]
            raise BadInput(
                f"no frame at time = {labels.get('time')}: times go from {times[0]:g} to {times[-1]:g} s,"
                ' and method="nearest" takes the frame that is nearest'
            ) from error
