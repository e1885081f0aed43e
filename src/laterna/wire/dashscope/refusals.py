"""What a task says that was accepted with bad values and fails because of them (`strict = false`, contract 7.1)."""

from laterna.catalog import ModelCard
from laterna.errors import ParameterError
from laterna.tasks.task import TaskFailure
from laterna.wire.dashscope.errors import SPECIFICATION, detail, wire_path

_WORDS_OF_FAMILY = {"pixverse": "Invalid field type or value. Please verify your input data. {detail}"}


def refusal(card: ModelCard, error: ParameterError) -> TaskFailure:
    """The failure that the task ends with: the service's own words where the card knows them."""
    field = error.field or ""
    words = card.messages.get(field)
    if words is None:
        words = _WORDS_OF_FAMILY.get(card.family, SPECIFICATION).format(detail=detail(error))
    return TaskFailure(code=error.code, message=words, field=wire_path(field))
