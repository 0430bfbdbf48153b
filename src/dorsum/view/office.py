"""Who is known here, and the answers about them. What computes is loaded with the first question."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from dorsum.body.subject import BUILT_IN, Subject
from dorsum.errors import UnknownName
from dorsum.view.api.questions import AnalyzeQuestion, BodyAsked, StimulateQuestion
from dorsum.view.api.scene import Progress
from dorsum.view.own_task import with_body
from dorsum.view.store import IDLE

if TYPE_CHECKING:
    from dorsum.mechanics.model import Model
    from dorsum.view.api.answers import StrengthUsed
    from dorsum.view.api.lift import AdviceAnswered, LiftAnswered, LiftQuestion
    from dorsum.view.pull import Pulled
    from dorsum.view.work import Analyzed

KEPT_BODIES = 8  # told by numbers, at some megabytes each
KEPT_RESULTS = 4  # for the download of what was just seen, and two movements side by side


class Office:
    """The subjects and the answers about them. Muscles are pulled from one thread only, the rest from any."""

    def __init__(self, own: Subject) -> None:
        """`own` is the subject of questions that name none."""
        self.subjects: dict[str, Subject] = {**BUILT_IN, own.name: own}
        self.default = own.name
        self._model = lru_cache(len(self.subjects))(self._compile)
        self._own_model = lru_cache(KEPT_BODIES)(self._compile)
        self._compiling = Lock()
        self._analyzed = lru_cache(KEPT_RESULTS)(self._analyze)
        self.advising = IDLE  # how far the lift is that is being asked about

    def subject(self, name: str | None, body: BodyAsked | None = None) -> Subject:
        """A subject by name, the default one without, with what else is told of the body.

        Raises:
            UnknownName: nobody is called so.
        """
        name = self.default if name is None else name
        if name not in self.subjects:
            raise UnknownName("subject", name, self.subjects)
        return self.subjects[name] if body is None else with_body(self.subjects[name], body)

    def model(self, name: str | None, body: BodyAsked | None = None) -> Model:
        """The model of a subject; every subject is compiled once, of bodies told by numbers the last few are
        kept."""
        name = self.subject(name).name
        if body == BodyAsked():
            body = None
        with self._compiling:
            return self._model(name) if body is None else self._own_model(name, body)

    def _compile(self, name: str, body: BodyAsked | None = None) -> Model:
        from dorsum.motion.analyze import model_for

        return model_for(self.subject(name, body))

    def analyze(self, question: AnalyzeQuestion) -> Analyzed:
        """A task by name or by sliders; see `work.analyzed`."""
        return self._analyzed(
            AnalyzeQuestion(**question.model_dump(include=set(AnalyzeQuestion.model_fields)))
        )

    def _analyze(self, question: AnalyzeQuestion) -> Analyzed:
        from dorsum.view.work import analyzed

        model = self.model(question.subject, question.body)
        return analyzed(question, model, model if question.shown is None else self.model(question.shown))

    def strength_used(self, question: AnalyzeQuestion) -> StrengthUsed:
        """What share of the strength a task takes that is analysed, or is now."""
        return self.analyze(question).strength_used

    def lift(self, question: LiftQuestion) -> LiftAnswered:
        """A lift as a task, and what published rules say of it."""
        from dorsum.view.lift import lifted

        return lifted(question, self.model(question.subject, question.body))

    def advise(self, question: LiftQuestion) -> AdviceAnswered:
        """What should change in a lift: half a minute; called from one thread only."""
        from dorsum.view.lift import advised

        def tell(doing: str, done: float) -> None:
            self.advising = Progress(doing=doing, done=done)

        tell("The lift itself", 0.0)
        try:
            return advised(question, self.model(question.subject, question.body), tell)
        finally:
            self.advising = IDLE

    def stimulate(self, question: StimulateQuestion, proved: bool = True) -> Pulled:
        """Pull a muscle; see `pull.pulled`."""
        from dorsum.view.pull import pulled

        return pulled(question, self.model(question.subject), proved)

    def file(self, question: AnalyzeQuestion, suffix: str) -> bytes:
        """An analysis, or with `toml` its task, as a file."""
        from dorsum.view.work import file_of, task_file

        if suffix == "toml":
            return task_file(question, self.model(question.subject, question.body))
        return file_of(self.analyze(question).result, suffix)

    def warm_up(self) -> None:
        """Do everything once, so that the first question is answered quickly."""
        self.analyze(AnalyzeQuestion(trunk_inclination=1.0, mass_kg=1.0, reach_m=0.1)).live(0)
        self.stimulate(StimulateQuestion(muscle="multifidus", activation=0.1), proved=False).live(0)
