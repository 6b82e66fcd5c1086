"""DynamoDB: an update that names a path twice is refused ("Update expressions", Amazon DynamoDB Developer Guide)."""

from ministack.services import dynamodb

_apply = dynamodb._apply_update_expression


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


dynamodb._apply_update_expression = apply
