"""A recorded movement: three squats, one of them looked at, on disc and drawn."""

from pathlib import Path

from dorsum import analyze

squats = Path(__file__).parent / "recordings" / "opencap_squats1.mot"
result = analyze(squats, from_s=1.7, to_s=3.2, rate_hz=20)
print(result)
load = result.compression.sel(level="L5/S1")
print(f"L5/S1: {float(load.min()):.0f} to {float(load.max()):.0f} N")
print(f"{int(result.balanced.sum())} of {len(result.times)} frames are held; the others are lower bounds")
result.plot().figure.savefig("squat.png")
