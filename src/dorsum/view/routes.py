"""The addresses under /api."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Query, Request
from fastapi.responses import Response

from dorsum.anatomy.atlas import Atlas
from dorsum.anatomy.atlas.sheet import sheet
from dorsum.body.subject import Subject
from dorsum.tasks.task import Task, built_in_names
from dorsum.view.api.answers import AnalyzeAnswer, StimulateAnswer
from dorsum.view.api.atlas import HeldLoad, MuscleFacts, MuscleName, SubjectName, TaskName
from dorsum.view.api.questions import LONGEST_NAME, AnalyzeQuestion, FileQuestion, StimulateQuestion
from dorsum.view.api.scene import Scene
from dorsum.view.desk import Desk
from dorsum.view.office import Office
from dorsum.view.page import ASK_AGAIN, send
from dorsum.view.problems import responses
from dorsum.view.store import SceneFiles, Scenes

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "sto": "text/plain; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "nc": "application/x-netcdf",
}
NOT_NEWER: dict[int | str, dict[str, Any]] = {304: {"description": "The client has it already."}}
BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}

WhoQuery = Annotated[
    str | None,
    Query(alias="subject", min_length=1, max_length=LONGEST_NAME, description="From /api/subjects."),
]


def add_routes(app: FastAPI, office: Office, scenes: Scenes, desk: Desk, shown: asyncio.Event) -> None:
    """Everything under /api but the live line; `shown` is set when a page has a scene."""
    app.include_router(_names(office, Atlas()))
    app.include_router(_scene(office, scenes, desk, shown))
    app.include_router(_answers(office, desk))
    app.include_router(_files(office, desk))


def _router(tag: str) -> APIRouter:
    return APIRouter(prefix="/api", tags=[tag], redirect_slashes=False)


def _names(office: Office, atlas: Atlas) -> APIRouter:
    router = _router("names")
    tasks = [task_name(Task.named(name)) for name in built_in_names()]
    muscles = muscle_names(atlas)

    @router.get("/tasks", responses=responses(), operation_id="tasks")
    async def _tasks() -> list[TaskName]:
        """The built-in tasks."""
        return tasks

    @router.get("/subjects", responses=responses(), operation_id="subjects")
    async def _subjects() -> list[SubjectName]:
        """The subjects; one is the default."""
        return [subject_name(who, who.name == office.default) for who in office.subjects.values()]

    @router.get("/muscles", responses=responses(), operation_id="muscles")
    async def _muscles() -> list[MuscleName]:
        """Muscle parts, whole muscles and groups, for the search box."""
        return muscles

    @router.get("/muscles/{name}", responses=responses(404, 422), operation_id="muscle")
    async def _muscle(
        name: Annotated[str, Path(max_length=LONGEST_NAME, description="Any name or id, in any case.")],
    ) -> MuscleFacts:
        """All that is known of a muscle."""
        return MuscleFacts.model_validate(sheet(atlas.muscle(name)))

    return router


def _scene(office: Office, scenes: Scenes, desk: Desk, shown: asyncio.Event) -> APIRouter:
    router = _router("scene")

    async def files(request: Request, name: str | None) -> SceneFiles:
        """At once if they are in memory, whatever else is being computed."""
        who = office.subject(name)
        found = scenes.at_hand(who)
        return await desk.do_for(request, scenes.get, who) if found is None else found

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
        shown.set()
        return send(request, found.buffer, "application/octet-stream", ASK_AGAIN)

    return router


def _answers(office: Office, desk: Desk) -> APIRouter:
    router = _router("answers")

    @router.post(
        "/analyze",
        response_model=AnalyzeAnswer,
        responses=responses(400, 413, 422, 503),
        operation_id="analyze",
    )
    async def _analyze(request: Request, question: AnalyzeQuestion) -> Response:
        """Muscle forces and disc loads of a task or a posture; 422 where it has no balance."""
        text = await desk.do_for(request, lambda: office.analyze(question).answer().model_dump_json())
        return Response(text, media_type="application/json")

    @router.post(
        "/stimulate",
        response_model=StimulateAnswer,
        responses=responses(400, 413, 422, 503),
        operation_id="stimulate",
    )
    async def _stimulate(request: Request, question: StimulateQuestion) -> Response:
        """What moves, and how far, when a muscle is pulled: without gravity, all others passive."""
        text = await desk.do_for(request, lambda: office.stimulate(question).answer().model_dump_json())
        return Response(text, media_type="application/json")

    return router


def _files(office: Office, desk: Desk) -> APIRouter:
    router = _router("answers")

    @router.get(
        "/result",
        response_class=Response,
        responses=responses(404, 422, 503)
        | {200: {"content": {kind: BYTES for kind in FILE_TYPES.values()}, "description": "The file."}},
        operation_id="result",
    )
    async def _result(request: Request, question: Annotated[FileQuestion, Query()]) -> Response:
        """The file that `dorsum analyze --save` (json: `--json`) writes of the same analysis."""
        content = await desk.do_for(request, office.file, question, question.format)
        name = f"{question.task or 'posture'}.{question.format}"
        kind = FILE_TYPES[question.format]
        return Response(
            content, headers={"content-disposition": f'attachment; filename="{name}"'}, media_type=kind
        )

    return router


def task_name(task: Task) -> TaskName:
    """A task in the list."""
    loads = [HeldLoad(mass_kg=load.mass_kg, hands=load.hands) for load in task.loads]  # type: ignore[arg-type]
    return TaskName(
        name=task.name,
        title=task.title,
        moving=task.moves,
        loads=loads,
        assumptions=list(task.assumptions),
    )


def subject_name(who: Subject, default: bool) -> SubjectName:
    """A subject in the list."""
    person = "man" if who.sex == "male" else "woman"
    return SubjectName(
        name=who.name,
        title=f"{person} of {who.age_years:g}, {who.height_m:.2f} m, {who.mass_kg:g} kg",
        sex=who.sex,
        age_years=who.age_years,
        height_m=who.height_m,
        mass_kg=who.mass_kg,
        default=default,
    )


def muscle_names(atlas: Atlas) -> list[MuscleName]:
    """Parts, then whole muscles, then groups; what stands for the same parts comes once."""
    rows, synonyms = atlas.tables.muscles, atlas.tables.synonyms
    ids = [row.muscle for row in rows]
    ids += dict.fromkeys(row.part_of for row in rows if row.part_of)
    ids += [row.synonym for row in synonyms if row.usage == "group"]
    found: dict[tuple[str, ...], MuscleName] = {}
    for name in ids:
        muscle = atlas.muscle(name)
        latin = {row.latin_name for row in muscle.records}
        entry = MuscleName(
            id=name,
            name=muscle.name,
            latin=latin.pop() if len(latin) == 1 else "",
            synonyms=list(muscle.synonyms),
            parts=list(muscle.ids),
        )
        found.setdefault(muscle.ids, entry)
    return list(found.values())
