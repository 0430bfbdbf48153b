"""`dorsum view` says what is wrong before it starts, and serves until it is interrupted."""

import os
import signal
import subprocess
import sys

import httpx
import pytest


def test_other_computers_need_a_token(refused):
    assert refused("view", "--host", "0.0.0.0") == (
        "--host 0.0.0.0 lets other computers in: give a --token of 16 letters"
    )


def test_a_subject_that_is_not_known_is_refused(refused):
    assert refused("view", "--subject", "mal").startswith("no subject is called 'mal'; did you mean male")


def test_a_subject_file_that_is_missing_is_refused(refused):
    assert (
        refused("view", "--subject", "me.toml")
        == "cannot read the subject file me.toml: No such file or directory"
    )


@pytest.mark.slow
def test_it_serves_until_it_is_interrupted(tmp_path):
    """The address is printed before anything heavy is loaded, and answers as soon as it is."""
    command = [sys.executable, "-m", "dorsum", "view", "--port", "0"]
    variables = os.environ | {"DORSUM_TOKEN": "correct-horse-battery-staple"}
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=variables)
    try:
        said = server.stderr.readline()
        address = said.split()[5]
        assert said == f"dorsum: the back is at {address} (Ctrl-C ends)\n"
        base, _, query = address.partition("?")
        assert query == "token=correct-horse-battery-staple"
        assert httpx.get(f"{base}api/tasks", timeout=30).status_code == 401
        assert httpx.get(f"{base}api/tasks?{query}", timeout=30).json()[0]["name"] == "axial_turn"
    finally:
        server.send_signal(signal.SIGINT)
        _, rest = server.communicate(timeout=30)
    assert "Traceback" not in rest
    assert server.returncode in (0, 128 + signal.SIGINT)
