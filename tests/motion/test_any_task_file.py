"""Whatever stands in a task file, it is a task or it is refused in words."""

from hypothesis import given
from hypothesis import strategies as st

from dorsum.errors import DorsumError
from dorsum.motion.task import Task, parse_task
from task_files import FILES, text_of


def is_task_or_refused(text: str) -> bool:
    """Whether a text is a task, or refused with a message that names it; other errors pass on."""
    try:
        return isinstance(parse_task(text, "any"), Task)
    except DorsumError as error:
        return error.exit_code == 2 and str(error).startswith("task any")


@given(FILES)
def test_any_file_is_a_task_or_refused_in_words(values):
    assert is_task_or_refused(text_of(values))


@given(st.text())
def test_any_text_is_a_task_or_refused_in_words(text):
    assert is_task_or_refused(text)
