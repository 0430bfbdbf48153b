"""The live line: a WebSocket on which the newest question of a kind counts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from dorsum.errors import DorsumError
from dorsum.view.api.answers import LiveProblem, LiveSuperseded, Problem
from dorsum.view.api.questions import MOST_IDS, LiveAnalyze, LiveStimulate
from dorsum.view.desk import Desk, Desks
from dorsum.view.guards import TRY_AGAIN_LATER, Bucket
from dorsum.view.office import Office
from dorsum.view.own_task import takes_long
from dorsum.view.problems import Refused, invalid, problem, problem_of
from dorsum.view.settings import Bounds
from dorsum.words import listed

Question = LiveAnalyze | LiveStimulate
QUESTIONS: Mapping[str, type[LiveAnalyze] | type[LiveStimulate]] = {
    "analyze": LiveAnalyze,
    "stimulate": LiveStimulate,
}


NO_OBJECT = "A message on the live line is one JSON object, sent as text."
ABNORMAL = 1006  # close code of a line without a farewell


class Lines:
    """All live lines that are open."""

    def __init__(self, office: Office, desks: Desks, bounds: Bounds) -> None:
        self.open: set[Line] = set()
        self.used = asyncio.Event()  # a page opens its line when it has drawn its first picture
        self._office, self._desks, self._bounds = office, desks, bounds

    async def serve(self, socket: WebSocket) -> None:
        """Answer on a socket until its client leaves."""
        await socket.accept()
        self.used.set()
        if len(self.open) >= self._bounds.sockets:
            await socket.close(TRY_AGAIN_LATER, "Too many live lines are open.")
            return
        line = Line(socket, self._office, self._desks, self._bounds)
        self.open.add(line)
        try:
            await line.serve()
        finally:
            self.open.discard(line)


class Line:
    """A reader that keeps the newest question of each kind, and a worker that answers them in turn.

    What takes long is answered beside: neither another kind waits for it, nor a newer question of its own,
    which ends it.
    """

    def __init__(self, socket: WebSocket, office: Office, desks: Desks, bounds: Bounds) -> None:
        self._socket, self._office, self._desks, self._bounds = socket, office, desks, bounds
        self._bucket = Bucket(bounds.messages_per_s, bounds.messages_at_once)
        self._waiting: dict[str, Question] = {}  # by kind, in the order in which the kinds are answered
        self._asked = asyncio.Event()
        self._beside: dict[str, tuple[Question, asyncio.Future[None]]] = {}  # what takes long, by kind
        self._sending = asyncio.Lock()  # head and arrays of an answer come one right after the other

    async def serve(self) -> None:
        """Read and answer until the client leaves; what it still waits for is dropped then."""
        reader = asyncio.ensure_future(self._read())
        worker = asyncio.ensure_future(self._work())
        try:
            await asyncio.wait({reader, worker}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            reader.cancel()
            worker.cancel()
            beside = [work for _, work in self._beside.values()]
            for work in beside:
                work.cancel()
            ends = await asyncio.gather(reader, worker, *beside, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, WebSocketDisconnect):
                raise end

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            await self._hear(message.get("text") or "")  # bytes are no text

    async def _hear(self, text: str) -> None:
        named = _named(text)
        number, kind = _number(named), _kind(named)
        if not self._bucket.take():
            await self._refuse(number, kind, problem(429))
        elif len(text.encode("utf-8", "replace")) > self._bounds.body_bytes:
            await self._refuse(number, kind, problem(413))
        elif named is None:
            await self._refuse(None, None, problem(400, NO_OBJECT))
        elif kind is None:
            known = listed(QUESTIONS, "or")
            await self._refuse(number, None, problem(422, f"kind: must be {known}"))
        else:
            try:
                question = QUESTIONS[kind].model_validate_json(text)
            except ValidationError as error:
                faults: Any = error.errors(include_url=False, include_context=False, include_input=False)
                await self._refuse(number, kind, invalid(faults))
            else:
                await self._keep(question)

    async def _keep(self, question: Question) -> None:
        older = self._waiting.get(question.kind)
        self._waiting[question.kind] = question
        self._asked.set()
        if older is not None:
            await self._superseded(older)

    async def _work(self) -> None:
        asked = asyncio.ensure_future(self._asked.wait())
        try:
            while True:
                going: set[asyncio.Future[Any]] = {asked, *(work for _, work in self._beside.values())}
                await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
                for kind, (_, work) in list(self._beside.items()):
                    if work.done():
                        del self._beside[kind]
                        work.result()  # raises what the server's log must say
                if not asked.done():
                    continue
                question = self._waiting.pop(next(iter(self._waiting)))
                if not self._waiting:
                    self._asked.clear()
                asked = asyncio.ensure_future(self._asked.wait())
                await self._end(question.kind)
                if question.kind == "analyze" and takes_long(question):
                    work = asyncio.ensure_future(self._reply(question, self._desks.slow))
                    self._beside[question.kind] = question, work
                else:
                    await self._reply(question, self._desks.quick)
        finally:
            asked.cancel()

    async def _end(self, kind: str) -> None:
        """End what is being answered beside for an older question of a kind, unless that is being sent."""
        older = self._beside.pop(kind, None)
        if older is None:
            return
        question, work = older
        async with self._sending:
            if over := work.done():
                work.result()
            work.cancel()
        if not over:
            await self._superseded(question)

    async def _reply(self, question: Question, desk: Desk) -> None:
        try:
            head, arrays = await desk.do(self._answer, question)
        except (DorsumError, Refused) as error:
            await self._refuse(question.id, question.kind, problem_of(error))
        except Exception as error:
            await self._refuse(question.id, question.kind, problem_of(error))
            raise  # the server's log says what it was
        else:
            await self._send(head, arrays)

    async def _superseded(self, question: Question) -> None:
        gone = LiveSuperseded(id=question.id, kind=question.kind, ok=False, superseded=True)
        await self._send(gone.model_dump_json())

    def _answer(self, question: Question) -> tuple[str, bytes]:
        if question.kind == "stimulate":
            return self._office.stimulate(question, proved=False).live(question.id)
        return self._office.analyze(question).live(question.id)

    async def _refuse(self, number: int | None, kind: str | None, why: Problem) -> None:
        found = LiveProblem(id=number, kind=kind, ok=False, problem=why)  # type: ignore[arg-type]
        await self._send(found.model_dump_json(exclude_none=False))

    async def _send(self, head: str, arrays: bytes | None = None) -> None:
        async with self._sending:
            try:
                await self._socket.send_text(head)
                if arrays is not None:
                    await self._socket.send_bytes(arrays)
            except RuntimeError as error:  # the server has closed the line meanwhile: a message was broken
                raise WebSocketDisconnect(ABNORMAL) from error


def _named(text: str) -> Mapping[str, Any] | None:
    """The fields of a message; None if it is no JSON object."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _number(named: Mapping[str, Any] | None) -> int | None:
    number = (named or {}).get("id")
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if 0 <= number <= MOST_IDS else None


def _kind(named: Mapping[str, Any] | None) -> str | None:
    kind = (named or {}).get("kind")
    return kind if isinstance(kind, str) and kind in QUESTIONS else None
