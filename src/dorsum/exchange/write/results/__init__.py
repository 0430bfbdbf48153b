"""Results as files: netCDF, Parquet, CSV, Excel, OpenSim storage text, and the motion alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from dorsum.errors import BadInput
from dorsum.exchange.write.results.angles import write_angles
from dorsum.exchange.write.results.excel import write_excel
from dorsum.exchange.write.results.netcdf import write_netcdf
from dorsum.exchange.write.results.parquet import write_parquet
from dorsum.exchange.write.results.text import write_csv, write_storage
from dorsum.files import write_whole
from dorsum.mechanics.result import Result

WRITERS: Mapping[str, Callable[[Result, Path], None]] = MappingProxyType(
    {
        ".nc": write_netcdf,
        ".parquet": write_parquet,
        ".sto": write_storage,
        ".csv": write_csv,
        ".xlsx": write_excel,
        ".mot": write_angles,
    }
)


def save_result(result: Result, path: Path | str, workers: int | None = None) -> None:
    """Save a result; the suffix says how: .nc, .parquet, .sto, .csv, .xlsx or .mot.

    What is slow and can be shared is shared by so many `workers`, by all cores unless told.

    Raises:
        BadInput: another suffix, or a path that cannot be written; nothing half-written is left.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in WRITERS:
        raise BadInput(f"cannot save {path}: the name must end in {', '.join(WRITERS)}")
    write = partial(write_parquet, workers=workers) if suffix == ".parquet" else WRITERS[suffix]
    write_whole(path, lambda temporary: write(result, temporary))
