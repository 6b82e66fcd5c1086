"""IAM: the condition key dynamodb:LeadingKeys, and a record of every used permission.

AWS compares dynamodb:LeadingKeys with the partition key of each item that a call names, on an index
with the index's; in a transaction each item is a call of its own.
"""

import contextvars
import json
import os
import re

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id

PARTITION_KEY = "pk"
LEADING_KEYS = "dynamodb:LeadingKeys"
WRITES = ("ConditionCheck", "Put", "Update", "Delete", "Get")

_service_context = iam_actions.dynamodb_service_context
_transaction_checks = iam_actions.dynamodb_transaction_checks
_enforce = iam_evaluator.enforce
# The partition keys of the transaction under check, in the order of its checks.
_transaction = contextvars.ContextVar("transaction", default=())
_noted = set()


def partition_key(item):
    value = (item.get("Key") or item.get("Item") or {}).get(PARTITION_KEY) or {}
    return value.get("S")


def leading_keys(request):
    """Returns the partition keys that a call other than a transaction names."""
    condition = re.match(r"\s*\w+\s*=\s*(:\w+)", request.get("KeyConditionExpression") or "")
    if condition:
        value = (request.get("ExpressionAttributeValues") or {}).get(condition[1]) or {}
        return [value.get("S")]
    items = [request]
    if isinstance(request.get("RequestItems"), dict):
        items = [{"Key": key} for table in request["RequestItems"].values() for key in table.get("Keys", [])]
    return [key for key in map(partition_key, items) if key is not None]


def service_context(body):
    _transaction.set(())
    request = json.loads(body or b"{}")
    return {**_service_context(body), LEADING_KEYS: leading_keys(request)}


def transaction_checks(action, body, region, account):
    checks = _transaction_checks(action, body, region, account)
    if checks:
        items = json.loads(body)["TransactItems"]
        keys = [partition_key(item[kind]) for item in items for kind in WRITES if item.get(kind)]
        _transaction.set(tuple(keys))
    return checks


def enforce(access_key, action, service, region, resource_arn="*", service_context=None):
    context = dict(service_context or {})
    if waiting := _transaction.get():
        context[LEADING_KEYS], rest = [waiting[0]], waiting[1:]
        _transaction.set(rest)
    denied = _enforce(access_key, action, service, region, resource_arn, context)
    invoked = [resource_arn.rsplit("-", 1)[-1]] if action == "lambda:InvokeFunction" else [""]
    note(access_key, action, context.get(LEADING_KEYS) or invoked, denied)
    return denied


def note(access_key, action, keys, denied):
    """Records a use: the caller, the action, and the kinds of keys ("R#" of "R#00000007") or the job."""
    file = os.environ.get("GRANTS_USED")
    kinds = {(re.match(r"\w*#?", key or "") or [""])[0] for key in keys}
    new = {(access_key, action, kind, bool(denied)) for kind in kinds} - _noted
    if not file or not new:
        return
    principal = iam_evaluator.resolve_principal(access_key or "", get_account_id())
    arn = getattr(principal, "arn", "")
    with open(file, "a", encoding="utf-8") as lines:
        for _, _, kind, refused in new:
            lines.write(json.dumps({"who": arn, "action": action, "keys": kind, "denied": refused}) + "\n")
    _noted.update(new)


iam_actions.dynamodb_service_context = service_context
iam_actions.dynamodb_transaction_checks = transaction_checks
iam_evaluator.enforce = enforce
