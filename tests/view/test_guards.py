"""Who is let in, what is refused and how, and the headers of every answer."""

import socket
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from dorsum.body.subject import Subject
from dorsum.errors import BadInput
from dorsum.view.guards import POLICY, Bucket, without_token
from dorsum.view.settings import Bounds, Settings, listen

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
    with serve(Settings(port=0, token=TOKEN)) as server:
        with httpx.Client(base_url=f"http://127.0.0.1:{server.settings.port}") as client:
            refused = client.get("/api/tasks")
            is_problem(refused, 401, "asks for its token")
            assert refused.headers["www-authenticate"] == "Bearer"
            is_problem(client.get("/api/tasks", params={"token": TOKEN[:-1]}), 401)
            is_problem(client.get("/api/tasks", headers={"authorization": f"Basic {TOKEN}"}), 401)
            assert client.get("/api/tasks", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
            assert client.get("/api/tasks", params={"token": TOKEN}).status_code == 200
            bent = client.post("/api/result", params={"token": TOKEN}, json={"bending": 5})
            assert bent.status_code == 200
            assert client.get("/", headers={"host": "back.example"}).status_code == 200
        assert TOKEN in server.settings.address


def test_the_token_is_no_part_of_the_question():
    assert without_token(b"a=1&token=secret&b=2") == b"a=1&b=2"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_other_computers_are_let_in_with_a_token_only(host):
    with pytest.raises(BadInput, match="lets other computers in: give a --token of 16 letters"):
        Settings(host=host)
    assert Settings(host=host, token=TOKEN).token == TOKEN


def test_a_token_of_any_letters_is_whole_in_the_address():
    token = "a+b&c=d?e#f%20 ghijk"
    query = urlsplit(Settings(port=0, token=token).address).query
    assert parse_qs(query)["token"] == [token]


def test_a_short_token_is_refused():
    with pytest.raises(BadInput, match="--token has 5 letters: give 16 or more"):
        Settings(token="short")


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
