"""What is not answered: exercises for pain, injury or after surgery; and when to stop and seek care."""

from __future__ import annotations

import re

from dorsum.errors import BadInput

PERSONAL = re.compile(
    r"\b(pain\w*|hurt\w*|ache\w*|aching|sciatica|surg\w*|operat\w*|post-?op|fusion|hernia\w*|prolaps\w*|injur\w*"
    r"|rehab\w*|fractur\w*|stenosis|spondylo\w*|slipped|bulg\w*|protru\w*|lumbago|radiculo\w*|whiplash"
    r"|sprain\w*|strain\w*"
    r"|spasm\w*|numb\w*|tingl\w*|\w*ectomy|scolio\w*|osteopor\w*|osteoarthr\w*|arthrit\w*)\b",
    re.IGNORECASE,
)
STOP = (
    "Stop, and seek care, where an exercise brings pain that is new, strong or goes into an arm or a leg, "
    "numbness or weakness; at once where the bladder or bowels are no longer under control, where one is "
    "numb between the legs, or with pain in the chest or want of breath."
)
NO_ADVICE = (
    "What the model bears is no advice: it knows neither pain, nor healing, nor what a person is used to. "
    "High activity is no proof that a muscle grows."
)


def refuse_personal(*asked: str | None) -> None:
    """Refuse words of pain, injury or surgery.

    Raises:
        BadInput: there are some; it says where to ask instead, and when to seek care.
    """
    for text in asked:
        if text is not None and PERSONAL.search(text):
            raise BadInput(
                f"{text!r}: exercises for pain, after an injury or after surgery are not chosen here: neither"
                " the tables nor the model know who may do what. `dorsum pain` tells what is known of pain in"
                f" a place. {STOP}"
            )
