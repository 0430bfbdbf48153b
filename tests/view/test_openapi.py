"""The OpenAPI document is true, and the page's types are made from this very one."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

import dorsum.view
from dorsum.motion.sliders import SLIDERS
from dorsum.view.openapi import described

RENEW = "the page's types are older than the server: run `make types`"
WEB = Path(dorsum.view.__file__).parent / "web"
EXAMPLES = 30  # of every route, and as many with wrong data
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]

ROUTES = (
    ("POST", "/api/entry"),
    ("GET", "/api/tasks"),
    ("GET", "/api/subjects"),
    ("GET", "/api/body_fields"),
    ("GET", "/api/muscles"),
    ("GET", "/api/muscles/{name}"),
    ("GET", "/api/muscles/{name}/claims"),
    ("GET", "/api/nerves"),
    ("GET", "/api/regions"),
    ("GET", "/api/regions/{name}"),
    ("GET", "/api/regions/{name}/place"),
    ("GET", "/api/pain/places"),
    ("GET", "/api/pain/signs"),
    ("GET", "/api/pain/answer"),
    ("GET", "/api/pain/marks"),
    ("GET", "/api/holdables"),
    ("GET", "/api/scene"),
    ("GET", "/api/scene/buffer"),
    ("GET", "/api/scene/progress"),
    ("POST", "/api/task_files"),
    ("POST", "/api/analyze"),
    ("POST", "/api/strength_used"),
    ("POST", "/api/lift"),
    ("POST", "/api/lift/advice"),
    ("GET", "/api/lift/progress"),
    ("POST", "/api/stimulate"),
    ("POST", "/api/result"),
    ("POST", "/api/recordings/facts"),
    ("POST", "/api/recordings/analyze"),
    ("POST", "/api/recordings/strength_used"),
    ("POST", "/api/recordings/result"),
    ("GET", "/api/recordings/progress"),
)
TAKE_NOTHING = (
    *(
        "/api/tasks",
        "/api/subjects",
        "/api/body_fields",
        "/api/muscles",
        "/api/nerves",
        "/api/regions",
        "/api/pain/places",
        "/api/holdables",
        "/api/scene/progress",
        "/api/lift/progress",
    ),
    *(
        "/api/recordings/progress",
        "/api/recordings/facts",
        "/api/recordings/analyze",
        "/api/recordings/strength_used",
        "/api/recordings/result",
    ),
)  # nothing wrong can be sent to them: no fields, or bytes of any kind
LONG = ("/api/lift/advice",)  # seconds for every lift that can be: test_lift asks it
TRIED = [(*route, "positive") for route in ROUTES if route[1] not in LONG]
TRIED += [(*route, "negative") for route in ROUTES if route[1] not in TAKE_NOTHING]


@pytest.fixture(scope="session")
def api(unbounded):
    found = schemathesis.openapi.from_url(f"{unbounded.settings.address}api/openapi.json")
    with requests.Session() as session:
        yield found, session


@pytest.mark.parametrize(("method", "path", "mode"), TRIED)
def test_nothing_that_is_sent_breaks_the_server_or_its_word(api, method, path, mode):
    document, session = api
    cases = document[path][method].as_strategy(generation_mode=GenerationMode(mode))

    @seed(1)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def send(case):
        case.call_and_validate(session=session, checks=CHECKS, timeout=60)

    send()


def test_every_route_is_tried():
    paths = described()["paths"]
    assert {(method.upper(), path) for path in paths for method in paths[path]} == set(ROUTES)


def test_every_answer_of_every_route_has_a_schema():
    """But for files, whose content is bytes."""
    for path, methods in described()["paths"].items():
        for method, route in methods.items():
            assert route["operationId"]
            for status, answer in route["responses"].items():
                if status in ("204", "304"):
                    continue
                for kind, content in answer["content"].items():
                    assert content["schema"], f"{method} {path} {status} {kind}"
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"], (
                        f"{method} {path} {status}"
                    )


def test_every_slider_is_a_field_of_the_question_with_its_bounds():
    """And the scene names just them."""
    schemas = described()["components"]["schemas"]
    assert schemas["Control"]["properties"]["name"]["enum"] == [slider.name for slider in SLIDERS]
    for slider in SLIDERS:
        number = schemas["AnalyzeQuestion"]["properties"][slider.name]["anyOf"][0]
        assert (number["minimum"], number["maximum"]) == slider.allowed


def test_the_live_messages_are_described():
    assert {
        "LiveAnalyze",
        "LiveAnalyzed",
        "LiveStimulate",
        "LiveStimulated",
        "LiveSuperseded",
        "LiveProblem",
    } <= set(described()["components"]["schemas"])


def test_the_command_prints_the_document():
    command = [sys.executable, "-m", "dorsum.view.openapi"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == described()


def test_the_document_of_the_page_is_that_of_the_server():
    """Its types, `api.gen.ts`, are made from the copy beside them."""
    copy = WEB / "openapi.json"
    assert json.loads(copy.read_text(encoding="utf-8")) == described(), RENEW


def test_the_types_of_the_page_hold_every_message_and_field():
    """And nothing else: a field that was taken away must be gone from them."""
    types = (WEB / "src" / "api.gen.ts").read_text(encoding="utf-8")
    types = types.partition("    schemas: {\n")[2].partition("\n    };\n")[0]
    found = dict(re.findall(r"^        (\w+): \{\n(.*?)^        \};", types, re.MULTILINE | re.DOTALL))
    fields = {
        name: set(re.findall(r"^            (\w+)\??: ", body, re.MULTILINE)) for name, body in found.items()
    }
    schemas = described()["components"]["schemas"]
    assert fields == {name: set(schema["properties"]) for name, schema in schemas.items()}, RENEW
