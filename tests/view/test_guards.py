"""Who is let in, what is refused and how, and the headers of every answer."""

import socket
from typing import ClassVar
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dorsum.body.subject import Subject
from dorsum.errors import BadInput
from dorsum.view.addresses import own_addresses
from dorsum.view.guards import POLICY, Bucket
from dorsum.view.settings import Bounds, Settings, listen
from dorsum.view.tokens import chosen, made, readable_by_others

MOST = Bounds().body_bytes
TOKEN = "correct-horse-battery-staple"


def is_problem(response, status, words=""):
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == status
    assert words in found["detail"]
    assert found["type"]
    return found["title"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "[::2]:80", ""]
)
def test_a_name_bound_to_the_loopback_is_refused(client, host):
    assert is_problem(client.get("/api/tasks", headers={"host": host}), 403) == "Forbidden"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8765", "[::1]", "[::1]:8765"])
def test_the_names_of_this_computer_are_taken(client, host):
    assert client.get("/api/tasks", headers={"host": host}).status_code == 200


def test_another_page_may_not_ask(client):
    is_problem(client.post("/api/analyze", json={}, headers={"origin": "http://evil.example"}), 403)
    is_problem(client.post("/api/analyze", json={}, headers={"origin": "null"}), 403)
    own = str(client.base_url).rstrip("/")
    assert client.post("/api/analyze", json={}, headers={"origin": own}).status_code == 200


def test_every_error_is_a_problem_document(client):
    is_problem(client.get("/api/nothing"), 404, "nothing at this address")
    is_problem(client.get("/assets/../../settings.py"), 404)
    is_problem(client.get("/%2e%2e/settings.py"), 404)
    is_problem(client.get("/api/scene/"), 404)
    refused = client.delete("/api/tasks")
    is_problem(refused, 405, "does not take this method")
    assert refused.headers["allow"] == "GET"
    assert client.get("/api/analyze").headers["allow"] == "POST"
    is_problem(client.get("/api/analyze"), 405)
    is_problem(client.post("/api/analyze", content=b"{", headers={"content-type": "application/json"}), 400)
    is_problem(
        client.post("/api/analyze", content=b"\xff", headers={"content-type": "application/json"}), 400
    )
    is_problem(client.get("/api/muscles/multifidos"), 404, "did you mean")
    is_problem(client.get("/api/muscles/" + "a" * 200), 422)
    is_problem(client.post("/api/result", json={"format": "exe"}), 422, "format: Input should be 'csv'")


def test_a_body_too_large_is_refused_by_what_it_says_and_by_what_it_is(client):
    is_problem(client.post("/api/analyze", content=b" " * (MOST + 1)), 413)
    json_type = {"content-type": "application/json"}
    in_pieces = client.post("/api/analyze", content=(b" " * (MOST // 8) for _ in range(9)), headers=json_type)
    is_problem(in_pieces, 413)


def test_too_many_requests_are_told_to_wait(bounded):
    with bounded(requests_per_s=0.001, requests_at_once=3) as server:
        answers = [httpx.get(f"{server.settings.address}api/tasks") for _ in range(4)]
    assert [answer.status_code for answer in answers[:3]] == [200] * 3
    assert is_problem(answers[3], 429) == "Too Many Requests"
    assert answers[3].headers["retry-after"] == "1"


def test_a_bucket_fills_again(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("dorsum.view.guards.monotonic", lambda: now[0])
    bucket = Bucket(per_s=2.0, at_once=2)
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    now[0] = 0.5
    assert [bucket.take() for _ in range(2)] == [True, False]
    now[0] = 100.0
    assert [bucket.take() for _ in range(3)] == [True, True, False]


def test_with_a_token_every_question_must_carry_it(serve):
    with (
        serve(Settings(port=0, token=TOKEN)) as server,
        httpx.Client(base_url=server.settings.address) as client,
    ):
        assert TOKEN not in server.settings.address
        refused = client.get("/api/tasks")
        is_problem(refused, 401, "asks for its token")
        assert refused.headers["www-authenticate"] == "Bearer"
        is_problem(client.get("/api/tasks", params={"token": TOKEN}), 401)  # addresses are kept and sent on
        is_problem(client.get("/api/tasks", headers={"authorization": f"Basic {TOKEN}"}), 401)
        is_problem(client.get("/api/tasks", headers={"authorization": f"Bearer {TOKEN[:-1]}"}), 401)
        assert client.get("/api/tasks", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert client.get("/", headers={"host": "back.example"}).status_code == 200
        with pytest.raises(InvalidStatus):
            connect(f"ws://127.0.0.1:{server.settings.port}/api/live")


def test_a_page_gives_the_token_once_for_a_cookie(serve):
    with (
        serve(Settings(port=0, token=TOKEN)) as server,
        httpx.Client(base_url=server.settings.address) as client,
    ):
        name = f"dorsum-{server.settings.port}"
        is_problem(client.post("/api/entry", json={"token": TOKEN[:-1]}), 401)
        assert not client.cookies
        is_problem(
            client.post("/api/entry", json={"token": TOKEN}, headers={"origin": "http://evil.example"}), 403
        )
        given = client.post("/api/entry", json={"token": TOKEN})
        assert given.status_code == 204
        kept, *rest = given.headers["set-cookie"].split("; ")
        assert sorted(rest) == ["HttpOnly", "Path=/", "SameSite=strict"]
        assert kept.startswith(f"{name}=")
        assert TOKEN not in kept
        assert client.get("/api/tasks").status_code == 200
        with connect(f"ws://127.0.0.1:{server.settings.port}/api/live", additional_headers={"cookie": kept}):
            pass
        client.cookies.clear()
        client.cookies.set(name, TOKEN)
        is_problem(client.get("/api/tasks"), 401)
        given = client.post(
            "/api/entry",
            json={"token": TOKEN},
            headers={"origin": "https://back.example", "host": "back.example"},
        )
        assert "; Secure" in given.headers["set-cookie"]


def test_without_a_token_there_is_nothing_to_give(client):
    given = client.post("/api/entry", json={"token": TOKEN})
    assert given.status_code == 204
    assert "set-cookie" not in given.headers


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_other_computers_are_let_in_with_a_token_only(host):
    with pytest.raises(BadInput, match="lets other computers in: that takes a token"):
        Settings(host=host)
    assert Settings(host=host, token=TOKEN).token == TOKEN


def test_every_address_that_is_told_to_others_answers(serve, monkeypatch):
    with serve(Settings(port=0, host="0.0.0.0", token=TOKEN)) as server:
        assert urlsplit(server.settings.address).hostname == "localhost"
        told = server.settings.addresses
        assert not {urlsplit(address).hostname for address in told} & {"0.0.0.0", "localhost", "127.0.0.1"}
        for address in [*told, server.settings.address]:
            assert httpx.get(address).status_code == 200
    assert Settings(host="192.168.1.5", port=8, token=TOKEN).addresses == ["http://192.168.1.5:8/"]
    assert Settings(host="::1", port=8).addresses == ["http://[::1]:8/"]


class Probe:
    """A socket whose system chooses, to reach a place, the address that the table says."""

    TABLE: ClassVar = {
        "192.0.2.1": "10.1.2.3",
        "192.168.0.1": "192.168.0.7",
        "10.0.0.1": "10.1.2.3",
        "172.16.0.1": "127.0.0.1",
    }

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def connect(self, place):
        if place[0] not in self.TABLE:
            raise OSError("no way there")
        self._own = self.TABLE[place[0]]

    def getsockname(self):
        return (self._own, 1)


def test_every_network_is_told_once_and_no_other_place(monkeypatch):
    monkeypatch.setattr("dorsum.view.addresses.socket.socket", Probe)
    assert own_addresses("0.0.0.0") == ["10.1.2.3", "192.168.0.7"]
    assert own_addresses("::") == ["10.1.2.3", "192.168.0.7"]
    monkeypatch.setattr(Probe, "TABLE", {})
    assert own_addresses("0.0.0.0") == []


def test_a_short_token_is_refused():
    with pytest.raises(BadInput, match="the token of the server has 5 letters: give 16 or more"):
        Settings(token="short")


def test_a_token_comes_from_a_file_before_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("DORSUM_TOKEN", "of-the-environment")
    assert chosen(None) == "of-the-environment"
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    assert chosen(file) == TOKEN
    file.chmod(0o600)
    assert not readable_by_others(file)
    file.chmod(0o640)
    assert readable_by_others(file)
    monkeypatch.delenv("DORSUM_TOKEN")
    assert chosen(None) is None
    assert len(made()) == 22
    assert made() != made()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot read the token file .*: No such file"),
        (b"", "has 0 letters: give 16 or more"),
        (b"\xff" * 20, "holds no text"),
        (f"{TOKEN}\n{TOKEN}".encode(), "letters and digits in one line"),
        ("ü".encode() * 20, "letters and digits"),
    ],
)
def test_a_token_file_that_is_none_is_refused(tmp_path, content, said):
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        chosen(file)


def test_a_port_in_use_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadInput, match="--port 0 takes a free port"):
            listen(Settings(port=taken.getsockname()[1]))


def test_every_answer_is_shut_in(client):
    for response in (client.get("/"), client.get("/api/tasks"), client.get("/nothing"), client.put("/")):
        assert response.headers["content-security-policy"] == POLICY
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "server" not in response.headers
    assert "'unsafe" not in POLICY
    assert "http" not in POLICY


def test_the_page_is_kept_as_long_as_its_names_allow(client):
    home = client.get("/")
    assert home.headers["content-type"] == "text/html; charset=utf-8"
    assert home.headers["cache-control"] == "no-cache"
    script = client.get("/assets/index-Ab3_x9-Q.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-encoding"] == "gzip"
    style = client.get("/assets/style.css")
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert style.headers["cache-control"] == "no-cache"
    assert client.head("/").headers["etag"] == home.headers["etag"]


def test_without_a_page_its_address_says_how_to_get_it(serve, tmp_path):
    with serve(Settings(port=0), page=tmp_path) as server:
        is_problem(httpx.get(server.settings.address), 404, "build it with `make page`")
        assert httpx.get(f"{server.settings.address}api/tasks").status_code == 200


def test_a_subject_of_a_file_is_the_default(serve):
    own = Subject(name="ann", sex="female", height_m=1.6, mass_kg=55)
    with serve(Settings(port=0, subject=own)) as server:
        at = server.settings.address
        found = httpx.get(f"{at}api/subjects").json()
        assert [who["name"] for who in found if who["default"]] == ["ann"]
        assert len(found) == 4
        assert httpx.get(f"{at}api/scene", timeout=60).json()["subject"]["name"] == "ann"
