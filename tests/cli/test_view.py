"""`dorsum view` says what is wrong before it starts, and serves until it is interrupted."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

TOKEN = "correct-horse-battery-staple"


def test_a_token_is_no_option_that_every_user_of_the_computer_could_read(dorsum):
    asked = dorsum("view", "--token", "correct-horse-battery-staple")
    assert asked.code == 2
    assert "No such option: --token" in asked.err


def test_a_token_file_that_is_missing_is_refused(refused):
    assert (
        refused("view", "--token-file", "t.txt")
        == "cannot read the token file t.txt: No such file or directory"
    )


def test_a_subject_that_is_not_known_is_refused(refused):
    assert refused("view", "--subject", "mal").startswith("no subject is called 'mal'; did you mean male")


def test_a_subject_file_that_is_missing_is_refused(refused):
    assert (
        refused("view", "--subject", "me.toml")
        == "cannot read the subject file me.toml: No such file or directory"
    )


@contextmanager
def started(*words, **variables):
    """`dorsum view` on a free port, and the lines that it says until it serves."""
    command = [sys.executable, "-m", "dorsum", "view", "--port", "0", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | variables) as server:
        try:
            said = [server.stderr.readline()]
            while not said[-1].startswith("dorsum: not encrypted") and not variables:
                said.append(server.stderr.readline())
            yield said, server
        finally:
            server.send_signal(signal.SIGINT)
            _, rest = server.communicate(timeout=30)
        assert rest == ""
        assert server.returncode in (0, 128 + signal.SIGINT)


@pytest.mark.slow
def test_it_serves_until_it_is_interrupted():
    """The address is printed before anything heavy is loaded, and answers as soon as it is."""
    with started(DORSUM_TOKEN=TOKEN) as ((said,), _):
        address = said.split()[5]
        assert said == f"dorsum: the back is at {address} (Ctrl-C ends)\n"
        assert TOKEN not in address
        assert httpx.get(f"{address}api/tasks", timeout=30).status_code == 401
        with_token = {"authorization": f"Bearer {TOKEN}"}
        found = httpx.get(f"{address}api/tasks", headers=with_token, timeout=30).json()
        assert found[0]["name"] == "axial_turn"


@pytest.mark.slow
def test_other_computers_are_told_addresses_a_token_and_that_nothing_is_encrypted():
    with started("--host", "0.0.0.0") as (said, server):
        asked = next(line for line in said if "this token once" in line)
        token = asked.split()[-1]
        assert "SSH tunnel" in said[-1]
        (address, *_), *_ = (re.findall(r"http://\S+", line) for line in said)
        assert "0.0.0.0" not in "".join(said)
        found = httpx.get(f"{address}api/tasks", headers={"authorization": f"Bearer {token}"}, timeout=30)
        assert found.status_code == 200
        words = subprocess.run(["ps", "-o", "args=", "-p", str(server.pid)], capture_output=True, text=True)
        assert "dorsum view" in words.stdout
        assert token not in words.stdout
