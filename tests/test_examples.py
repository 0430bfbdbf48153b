"""The scripts and the notebook of `examples/` run, and say what they say they say."""

import runpy
from pathlib import Path

import matplotlib
import pytest
from matplotlib import pyplot

EXAMPLES = Path(__file__).parents[1] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("[0-9]*.py"))
SAYS = {  # words that a script prints, and the files that it leaves
    "01_ask_the_atlas": (["Rhomboid major", "Multifidus"], []),
    "02_a_task": (["Setting down a crate", "L4/L5: "], ["crate.html", "crate.nc"]),
    "03_a_recording": (["L5/S1: ", "frames are held"], ["squat.png"]),
    "04_a_weak_muscle": (["half a multifidus: L4/L5 bears"], []),
    "05_a_family_of_lifts": (["lower bounds"], ["lifts.png"]),
    "06_your_own_objective": (["spare_the_small", "moments balance to"], []),
    "07_scaled_in_opensim": (["mended: off by 0.000000"], ["back.osim", "scaled.osim"]),
}
SCREEN = 40  # lines


def test_there_are_seven_of_one_screen_each():
    assert [script.stem for script in SCRIPTS] == list(SAYS)
    assert all(len(script.read_text(encoding="utf-8").splitlines()) <= SCREEN for script in SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_runs(script, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    matplotlib.use("Agg")
    runpy.run_path(str(script), run_name="__main__")
    pyplot.close("all")
    words, files = SAYS[script.stem]
    printed = capsys.readouterr().out
    assert all(word in printed for word in words), printed
    assert sorted(path.name for path in tmp_path.iterdir()) == files


def test_the_notebook_runs_in_a_kernel(tmp_path):
    nbformat = pytest.importorskip("nbformat")
    from nbclient import NotebookClient

    notebook = nbformat.read(EXAMPLES / "tour.ipynb", as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=str(tmp_path))
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert not [output for output in shown if output.output_type == "error"]
    htmls = [output.data["text/html"] for output in shown if "text/html" in output.get("data", {})]
    assert any("image/svg" in html and "L5/S1" in html for html in htmls)
    assert any("image/png" in output.get("data", {}) for output in shown)
