"""DynamoDB: an update that names a path twice is refused ("Update expressions", Amazon DynamoDB Developer Guide).

Whether two attributes that are not there are equal is not documented. The reference engine of the tests says no, and
so does the table here; no condition of the chat depends on it.
"""

from ministack.services import dynamodb

_apply = dynamodb._apply_update_expression
_compare = dynamodb._compare_ddb


class Paths(set):
    """The paths that an update changes."""

    def add(self, path):
        for other in self:
            common = min(len(path), len(other))
            if path[:common] == other[:common]:
                raise ValueError("Invalid UpdateExpression: Two document paths overlap with each other")
        super().add(path)


def apply(item, expression, values, names, updated=None):
    paths = Paths()
    item, _ = _apply(item, expression, values, names, paths)
    if updated is not None:
        updated.update(paths)
    return item, paths


def compare(left, op, right):
    both_are_missing = left is None and right is None
    return not (op == "=" and both_are_missing) and _compare(left, op, right)


dynamodb._apply_update_expression = apply
dynamodb._compare_ddb = compare
