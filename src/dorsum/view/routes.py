"""The addresses under /api."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Query, Request
from fastapi.responses import Response

from dorsum.anatomy.atlas import Atlas
from dorsum.anatomy.atlas.muscle import Muscle
from dorsum.anatomy.atlas.region import sheet as region_sheet
from dorsum.anatomy.atlas.sheet import sheet
from dorsum.body.body import Body
from dorsum.motion.task import Task, built_in_names
from dorsum.view.api.answers import AnalyzeAnswer, StimulateAnswer, StrengthUsed
from dorsum.view.api.atlas import (
    BodyField,
    Holdable,
    MuscleClaims,
    MuscleFacts,
    MuscleName,
    SubjectName,
    TaskName,
)
from dorsum.view.api.lift import AdviceAnswered, LiftAnswered, LiftQuestion
from dorsum.view.api.questions import LONGEST_NAME, AnalyzeQuestion, FileQuestion, StimulateQuestion, TaskFile
from dorsum.view.api.regions import RegionFacts, RegionName, RegionPlace
from dorsum.view.api.scene import Progress, Scene
from dorsum.view.api.weak import NerveName
from dorsum.view.desk import Desks
from dorsum.view.names import body_fields, holdables, muscle_names, nerve_names, subject_name, task_name
from dorsum.view.office import Office
from dorsum.view.own_task import download_name, read_file, takes_long
from dorsum.view.page import ASK_AGAIN, send
from dorsum.view.pain_routes import pain_routes
from dorsum.view.problems import responses
from dorsum.view.recorded_routes import recording_routes
from dorsum.view.regions import place_of, region_names
from dorsum.view.store import SceneFiles, Scenes

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "sto": "text/plain; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "nc": "application/x-netcdf",
    "toml": "application/toml",
}
NOT_NEWER: dict[int | str, dict[str, Any]] = {304: {"description": "The client has it already."}}
BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
OBJECT: dict[str, Any] = {"schema": {"type": "object"}}  # a file that is JSON

MuscleAsked = Annotated[str, Path(max_length=LONGEST_NAME, description="Any name or id, in any case.")]
RegionAsked = Annotated[str, Path(max_length=LONGEST_NAME, description="Any name or id, in any case.")]
WhoQuery = Annotated[
    str | None,
    Query(alias="subject", min_length=1, max_length=LONGEST_NAME, description="From /api/subjects."),
]


def add_routes(app: FastAPI, office: Office, scenes: Scenes, desks: Desks) -> None:
    """Everything under /api but the live line."""
    atlas = Atlas()
    app.include_router(_names(office, atlas, desks))
    app.include_router(pain_routes(office, atlas, desks))
    app.include_router(_scene(office, scenes, desks))
    app.include_router(_answers(office, desks))
    app.include_router(_files(office, desks))
    app.include_router(recording_routes(office, desks))


def _router(tag: str) -> APIRouter:
    return APIRouter(prefix="/api", tags=[tag], redirect_slashes=False)


def _names(office: Office, atlas: Atlas, desks: Desks) -> APIRouter:
    router = _router("names")
    tasks = [task_name(Task.named(name)) for name in built_in_names()]
    muscles, held = muscle_names(atlas), holdables(atlas)
    fields, regions = body_fields(), region_names(atlas)
    nerves = cache(lambda: nerve_names(atlas))
    body_of = lru_cache(len(office.subjects))(lambda name: Body.of(office.subject(name), atlas.tables))

    @router.get("/tasks", responses=responses(), operation_id="tasks")
    async def _tasks() -> list[TaskName]:
        """The built-in tasks."""
        return tasks

    @router.get("/subjects", responses=responses(), operation_id="subjects")
    async def _subjects() -> list[SubjectName]:
        """The subjects; one is the default."""
        return [subject_name(who, who.name == office.default) for who in office.subjects.values()]

    @router.get("/body_fields", responses=responses(), operation_id="body_fields")
    async def _body_fields() -> list[BodyField]:
        """The numbers that a body is told by, beside its sex: fields of `AnalyzeQuestion.body`."""
        return fields

    @router.get("/muscles", responses=responses(), operation_id="muscles")
    async def _muscles() -> list[MuscleName]:
        """Muscle parts, whole muscles and groups, for the search box."""
        return muscles

    @router.get("/muscles/{name}", responses=responses(404, 422), operation_id="muscle")
    async def _muscle(name: MuscleAsked) -> MuscleFacts:
        """All that is known of a muscle."""
        return MuscleFacts.model_validate(sheet(atlas.muscle(name)))

    @router.get("/muscles/{name}/claims", responses=responses(404, 422, 503), operation_id="claims")
    async def _claims(request: Request, name: MuscleAsked) -> MuscleClaims:
        """What documents and textbooks say that a muscle does, and what the model finds."""
        return await desks.quick.do_for(request, _judged, atlas.muscle(name))

    @router.get("/nerves", responses=responses(503), operation_id="nerves")
    async def _nerves(request: Request) -> list[NerveName]:
        """Nerves that can be cut: `weak.nerve` of a body."""
        return await desks.quick.do_for(request, nerves)

    @router.get("/regions", responses=responses(), operation_id="regions")
    async def _regions() -> list[RegionName]:
        """Named regions of anatomy, for the search box."""
        return regions

    @router.get("/regions/{name}", responses=responses(404, 422), operation_id="region")
    async def _region(name: RegionAsked) -> RegionFacts:
        """All that is known of a named region."""
        return RegionFacts.model_validate(region_sheet(atlas.region(name)))

    @router.get("/regions/{name}/place", responses=responses(404, 422, 503), operation_id="region_place")
    async def _place(request: Request, name: RegionAsked, subject: WhoQuery = None) -> RegionPlace:
        """Where a named region lies on a subject, and whence it is seen."""
        region, who = atlas.region(name), office.subject(subject)
        return await desks.quick.do_for(request, lambda: place_of(region, body_of(who.name)))

    @router.get("/holdables", responses=responses(), operation_id="holdables")
    async def _holdables() -> list[Holdable]:
        """What may be held while a muscle is pulled: `fix` of a stimulation."""
        return held

    return router


def _judged(muscle: Muscle) -> MuscleClaims:
    from dorsum.view.claims import claims_of

    return claims_of(muscle)


def _scene(office: Office, scenes: Scenes, desks: Desks) -> APIRouter:
    router = _router("scene")

    async def files(request: Request, name: str | None) -> SceneFiles:
        """At once if they are in memory, whatever else is being computed."""
        who = office.subject(name)
        found = scenes.at_hand(who)
        return await desks.slow.do_for(request, scenes.get, who) if found is None else found

    @router.get(
        "/scene", response_model=Scene, responses=responses(404, 422, 503) | NOT_NEWER, operation_id="scene"
    )
    async def _document(request: Request, subject: WhoQuery = None) -> Response:
        """What there is to see of a subject."""
        found = await files(request, subject)
        return send(request, found.scene, "application/json", ASK_AGAIN)

    @router.get(
        "/scene/buffer",
        response_class=Response,
        responses=responses(404, 422, 503)
        | NOT_NEWER
        | {200: {"content": {"application/octet-stream": BYTES}, "description": "The arrays of the scene."}},
        operation_id="scene_buffer",
    )
    async def _buffer(request: Request, subject: WhoQuery = None) -> Response:
        """The arrays of the scene, little-endian."""
        found = await files(request, subject)
        return send(request, found.buffer, "application/octet-stream", ASK_AGAIN)

    @router.get("/scene/progress", responses=responses(), operation_id="scene_progress")
    async def _progress() -> Progress:
        """How far the scene is that is being built, if one is."""
        return scenes.progress

    return router


def _answers(office: Office, desks: Desks) -> APIRouter:
    router = _router("answers")

    @router.post(
        "/analyze",
        response_model=AnalyzeAnswer,
        responses=responses(400, 413, 422, 503),
        operation_id="analyze",
    )
    async def _analyze(request: Request, question: AnalyzeQuestion) -> Response:
        """Muscle forces and disc loads of a task or a posture; lower bounds where muscles lack strength."""
        desk = desks.slow if takes_long(question) else desks.quick
        text = await desk.do_for(request, lambda: office.analyze(question).answer().model_dump_json())
        return Response(text, media_type="application/json")

    @router.post("/strength_used", responses=responses(400, 413, 422, 503), operation_id="strength_used")
    async def _strength_used(request: Request, question: AnalyzeQuestion) -> StrengthUsed:
        """What share of the strength a task or a posture takes: asked for after the loads, which need not
        wait for it."""
        return await desks.slow.do_for(request, office.strength_used, question)

    @router.post("/lift", responses=responses(400, 413, 422, 503), operation_id="lift")
    async def _lift(request: Request, question: LiftQuestion) -> LiftAnswered:
        """A lift as a task file, which `analyze` takes, and what published rules say of it."""
        return await desks.slow.do_for(request, office.lift, question)

    @router.post("/lift/advice", responses=responses(400, 413, 422, 503), operation_id="lift_advice")
    async def _advice(request: Request, question: LiftQuestion) -> AdviceAnswered:
        """What should change in a lift, and how many kilograms until limits: half a minute; a client that
        leaves ends it."""
        return await desks.long.do_for(request, office.advise, question)

    @router.get("/lift/progress", responses=responses(), operation_id="lift_progress")
    async def _progress() -> Progress:
        """How far the advice is that is being looked for, if one is."""
        return office.advising

    @router.post(
        "/stimulate",
        response_model=StimulateAnswer,
        responses=responses(400, 413, 422, 503),
        operation_id="stimulate",
    )
    async def _stimulate(request: Request, question: StimulateQuestion) -> Response:
        """What moves, and how far, when a muscle is pulled: without gravity, all others passive."""
        text = await desks.quick.do_for(
            request, lambda: office.stimulate(question).answer().model_dump_json()
        )
        return Response(text, media_type="application/json")

    return router


def _files(office: Office, desks: Desks) -> APIRouter:
    router = _router("answers")

    @router.post("/task_files", responses=responses(400, 413, 422), operation_id="task_file")
    async def _task_file(file: TaskFile) -> TaskName:
        """What a task file holds; 422 says what is wrong with it."""
        return task_name(read_file(file))

    @router.post(
        "/result",
        response_class=Response,
        responses=responses(400, 413, 422, 503)
        | {
            200: {
                "content": {kind: OBJECT if "json" in kind else BYTES for kind in FILE_TYPES.values()},
                "description": "The file.",
            }
        },
        operation_id="result",
    )
    async def _result(request: Request, question: FileQuestion) -> Response:
        """The file that `dorsum analyze --save` (json: `--json`) writes of the same analysis, or its task."""
        content = await desks.slow.do_for(request, office.file, question, question.format)
        name = f"{download_name(question)}.{question.format}"
        kind = FILE_TYPES[question.format]
        return Response(
            content, headers={"content-disposition": f'attachment; filename="{name}"'}, media_type=kind
        )

    return router
