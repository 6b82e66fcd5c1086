"""DynamoDB: two attributes that are not there are not equal, and an update names no path twice.

"Comparison operator and function reference" and "Update expressions", Amazon DynamoDB Developer Guide.
"""

from ministack.services import dynamodb

_compare = dynamodb._compare_ddb
_apply = dynamodb._apply_update_expression


class Paths(set):
    """The paths that an update changes."""

    def add(self, path):
        for other in self:
            common = min(len(path), len(other))
            if path[:common] == other[:common]:
                raise ValueError("Invalid UpdateExpression: Two document paths overlap with each other")
        super().add(path)


def compare(left, op, right):
    both_are_missing = left is None and right is None
    return not (op == "=" and both_are_missing) and _compare(left, op, right)


def apply(item, expression, values, names, updated=None):
    paths = Paths()
    item, _ = _apply(item, expression, values, names, paths)
    if updated is not None:
        updated.update(paths)
    return item, paths


dynamodb._compare_ddb = compare
dynamodb._apply_update_expression = apply
