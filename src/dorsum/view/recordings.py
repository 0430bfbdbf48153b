"""Recorded motion as a page sends it: read, analysed and written as the command line does."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from dorsum import inputs
from dorsum.errors import BadInput, DorsumError
from dorsum.view.api.recordings import RecordingFacts, RecordingQuestion
from dorsum.view.api.scene import Progress
from dorsum.view.desk import Gone
from dorsum.view.office import Office
from dorsum.view.problems import Refused
from dorsum.view.store import IDLE

if TYPE_CHECKING:
    from dorsum.mechanics.result import Result
    from dorsum.view.recorded import RecordedMotion

KEPT = 2  # recordings whose result is kept: two beside each other, and their downloads
NOT_OPTIONS = ("files", "subject", "shown", "format", "posture")
# Roles that are options of `analyze`, and the names that they have there.
OPTIONS = {name: name for name in ("static", "markers", "joints", "coordinates", "model", "forces")} | {
    "task": "hands"
}


@dataclass(frozen=True)
class Sent:
    """A question and its files."""

    question: RecordingQuestion
    contents: tuple[bytes, ...]

    @classmethod
    def read(cls, body: bytes) -> Sent:
        """A line of JSON, then the files one after the other.

        Raises:
            Refused: the line is no question, or the files are not as long as it says.
            BadInput: there is not just one recording, or two files have one name.
        """
        line, _, rest = body.partition(b"\n")
        try:
            question = RecordingQuestion.model_validate_json(line)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            if any(fault["type"] == "json_invalid" for fault in faults):
                raise Refused(400) from None
            told = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
            raise Refused(422, told) from None
        contents, at = [], 0
        for file in question.files:
            contents.append(rest[at : at + file.bytes])
            at += file.bytes
        if at != len(rest):
            raise Refused(422, f"the files have {at} bytes by their description, and {len(rest)} came")
        names = [file.name for file in question.files]
        if len(set(names)) < len(names):
            raise BadInput("two of the files have the same name: give one of them another")
        roles = [file.role for file in question.files if file.role != "beside"]
        if roles.count("recording") != 1 or len(set(roles)) < len(roles):
            raise BadInput("give one recording, and one file of each other kind at most")
        return cls(question, tuple(contents))

    @property
    def name(self) -> str:
        """What the recording is called."""
        return next(file.name for file in self.question.files if file.role == "recording")

    @property
    def key(self) -> str:
        """A name for all that the answer follows from, but for the form in which it is asked."""
        asked = self.question.model_dump_json(exclude={"format"})
        digest = sha256(asked.encode())
        for content in self.contents:
            digest.update(content)
        return digest.hexdigest()

    @contextmanager
    def laid_out(self) -> Iterator[dict[str, Path]]:
        """The files in a folder of their own, by role; no sentence names that folder."""
        with TemporaryDirectory(prefix="dorsum-") as folder:
            paths: dict[str, Path] = {}
            for file, content in zip(self.question.files, self.contents, strict=True):
                path = Path(folder) / file.name
                try:
                    path.write_bytes(content)
                except OSError as error:
                    raise BadInput(f"{file.name}: {error.strerror}") from error
                paths[file.role] = path
            try:
                yield paths
            except DorsumError as error:
                raise BadInput(without(folder, str(error))) from error


def without(folder: str | Path, text: str) -> str:
    """A sentence without the folder in which files lie."""
    return text.replace(f"{folder}{os.sep}", "")


class Recordings:
    """Recordings that are asked about; `analyze` and `file` are called from one thread only."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._kept: OrderedDict[str, RecordedMotion] = OrderedDict()
        self.progress = IDLE

    def facts(self, sent: Sent) -> RecordingFacts:
        """What is recognised, as `dorsum read` tells it.

        Raises:
            BadInput: the file cannot be read.
        """
        from dorsum.exchange.read.asked import Asked
        from dorsum.exchange.read.name_maps import read_maps
        from dorsum.motion.recorded.first_frame import first_frame
        from dorsum.motion.recorded.recognised import opened, told_of
        from dorsum.report.first_frame import first_frame_svg

        asked = sent.question
        with sent.laid_out() as paths:
            maps = {name: paths.get(name) for name in ("markers", "joints", "coordinates")}
            names = read_maps(**maps)
            options = asked.up, asked.forward, asked.unit, asked.person, asked.confidence
            said = Asked(*options, names, paths.get("model"))
            file = opened(paths["recording"], said)
            found, facts = told_of(file).as_dict(), file.recording.facts
            folder = paths["recording"].parent
            frame = first_frame(file.path, file.recording, file.asked)
            picture = without(folder, first_frame_svg(frame, facts.up, facts.forward))
            texts = {name: [without(folder, text) for text in found[name]] for name in ("notes", "missing")}
        return RecordingFacts(
            **found | texts | {"path": sent.name, "command": command(sent), "picture": picture}
        )

    def analyze(self, sent: Sent, stop: Event) -> RecordedMotion:
        """What `dorsum analyze` finds; `stop` ends it between two pieces.

        Raises:
            BadInput, UnknownName: the file, the subject or an option makes no sense.
            Gone: it was stopped.
        """
        from dorsum.view.recorded import RecordedMotion

        found = self._kept.pop(sent.key, None)
        if found is None:
            model = self._office.model(sent.question.shown)
            found = RecordedMotion(self._analyzed(sent, stop), model)
        self._kept[sent.key] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def _analyzed(self, sent: Sent, stop: Event) -> Result:
        from dorsum.mechanics.analysis import Options
        from dorsum.mechanics.objectives import DEFAULT
        from dorsum.motion.recorded.analyze import analyze_recording, request_of
        from dorsum.view.recorded import without_folder

        def tell(done: int, of: int) -> None:
            if stop.is_set():
                raise Gone
            self.progress = Progress(doing="analysing", done=min(1.0, done / max(of, 1)))

        asked = sent.question
        given: dict[str, Any] = asked.model_dump(exclude=set(NOT_OPTIONS), exclude_none=True)
        subject = None if asked.subject is None else self._office.subject(asked.subject)
        self.progress = Progress(doing="reading", done=0.0)
        try:
            with sent.laid_out() as paths:
                given |= {OPTIONS[role]: path for role, path in paths.items() if role in OPTIONS}
                if "hands" in given:
                    refuse_elsewhere(given["hands"])
                options = Options(posture=asked.posture)
                request = request_of(paths["recording"], subject, DEFAULT, options, given)
                return without_folder(analyze_recording(request, tell), paths["recording"].parent)
        finally:
            self.progress = IDLE

    def strength_used(self, sent: Sent, stop: Event) -> bytes:
        """What share of the strength it takes, as JSON."""
        return self.analyze(sent, stop).strength_used.model_dump_json().encode()

    def file(self, sent: Sent, stop: Event) -> bytes:
        """The file that `dorsum analyze` would save, print as JSON or write as a report."""
        from dorsum.view.recorded import file_of

        return file_of(self.analyze(sent, stop).whole, sent.question.format or "csv")


def refuse_elsewhere(task: Path) -> None:
    """Refuse a task whose forces lie in other files than those that were sent.

    Raises:
        BadInput: it names one in another folder, or is no TOML.
    """
    data = inputs.parse_toml(inputs.read_text(task, "task file"), str(task))
    rows = data.get("forces", [])
    for row in rows if isinstance(rows, list) else []:
        name = row.get("file") if isinstance(row, dict) else None
        if isinstance(name, str) and (PurePath(name).name != name or not (task.parent / name).exists()):
            raise BadInput(f"{task}: the file {name} was not given beside it")


def command(sent: Sent) -> str:
    """The command line that does the same."""
    from shlex import quote

    asked = sent.question
    short = {"from_s": "from", "to_s": "to", "rate_hz": "rate", "low_pass_hz": "lowpass"}
    said: dict[str, Any] = asked.model_dump(exclude={"files", "shown", "format"}, exclude_none=True)
    if asked.posture == "giving":  # as without it
        del said["posture"]
    said |= {f.role: f.name for f in asked.files if f.role not in ("recording", "beside")}
    options = (f" --{short.get(name, name)} {quote(str(value))}" for name, value in said.items())
    return f"dorsum analyze {quote(sent.name)}{''.join(options)}"
