"""Who is known here, and the answers about them. What computes is loaded with the first question."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from dorsum.body.subject import BUILT_IN, Subject
from dorsum.errors import UnknownName
from dorsum.view.api.questions import AnalyzeQuestion, StimulateQuestion

if TYPE_CHECKING:
    from dorsum.mechanics.model import Model
    from dorsum.view.api.answers import StrengthUsed
    from dorsum.view.pull import Pulled
    from dorsum.view.work import Analyzed

KEPT_RESULTS = 4  # for the download of what was just seen, and two movements side by side


class Office:
    """The subjects and the answers about them. Muscles are pulled from one thread only, the rest from any."""

    def __init__(self, own: Subject) -> None:
        """`own` is the subject of questions that name none."""
        self.subjects: dict[str, Subject] = {**BUILT_IN, own.name: own}
        self.default = own.name
        self._model = lru_cache(len(self.subjects))(self._compile)
        self._compiling = Lock()
        self._analyzed = lru_cache(KEPT_RESULTS)(self._analyze)

    def subject(self, name: str | None) -> Subject:
        """A subject by name, the default one without.

        Raises:
            UnknownName: nobody is called so.
        """
        name = self.default if name is None else name
        if name not in self.subjects:
            raise UnknownName("subject", name, self.subjects)
        return self.subjects[name]

    def model(self, name: str | None) -> Model:
        """The model of a subject; every subject is compiled once."""
        with self._compiling:
            return self._model(self.subject(name).name)

    def _compile(self, name: str) -> Model:
        from dorsum.motion.analyze import model_for

        return model_for(self.subjects[name])

    def analyze(self, question: AnalyzeQuestion) -> Analyzed:
        """A task by name or by sliders; see `work.analyzed`."""
        return self._analyzed(
            AnalyzeQuestion(**question.model_dump(include=set(AnalyzeQuestion.model_fields)))
        )

    def _analyze(self, question: AnalyzeQuestion) -> Analyzed:
        from dorsum.view.work import analyzed

        return analyzed(question, self.model(question.subject))

    def strength_used(self, question: AnalyzeQuestion) -> StrengthUsed:
        """What share of the strength a task takes that is analysed, or is now."""
        return self.analyze(question).strength_used

    def stimulate(self, question: StimulateQuestion, proved: bool = True) -> Pulled:
        """Pull a muscle; see `pull.pulled`."""
        from dorsum.view.pull import pulled

        return pulled(question, self.model(question.subject), proved)

    def file(self, question: AnalyzeQuestion, suffix: str) -> bytes:
        """An analysis, or with `toml` its task, as a file."""
        from dorsum.view.work import file_of, task_file

        if suffix == "toml":
            return task_file(question, self.model(question.subject))
        return file_of(self.analyze(question).result, suffix)

    def warm_up(self) -> None:
        """Do everything once, so that the first question is answered quickly."""
        self.analyze(AnalyzeQuestion(trunk_inclination=1.0, mass_kg=1.0, reach_m=0.1)).live(0)
        self.stimulate(StimulateQuestion(muscle="multifidus", activation=0.1), proved=False).live(0)
