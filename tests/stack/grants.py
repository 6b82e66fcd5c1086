"""Compares the permissions that the policies grant with those that were used (emulator/permissions.py records them).

Usage: python tests/stack/grants.py   (after the suite has run against the emulator)
"""

import json
import re
import sys

from stack import GRANTS, STACK
from template import FUNCTIONS, grants, own_statements, shared_policies, shared_statements

# Denied on purpose. Every function reads an item that never exists, to open its connection, and ignores the
# answer. The functions of the documents have no permission for it.
MAY_BE_DENIED = {("Openapi", "dynamodb:GetItem", "#"), ("Asyncapi", "dynamodb:GetItem", "#")}
# Shared policies that the suite does not use, or not in every function, with the reason.
MAY_BE_UNUSED = {
    "StartDeliver": "needs a room with more than 500 connections",
    "StartClose": "except for the last member of a room, only needed for connections that are being greeted",
    "KnowCaller": "an id is assigned only at the first call of a subject that is not a number",
}
# Single permissions that the suite does not use: for the rate limit, which the stack leaves off, and for a
# race of two messages with the same client_message_id.
MAY_BE_UNUSED_ALONE = {("Send", f"dynamodb:{action}", "K#") for action in ("GetItem", "UpdateItem")}


def used():
    """Returns the uses as (function, action, kind of keys), with whether the use was denied."""
    found = set()
    for line in GRANTS.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        role = re.search(rf"assumed-role/{STACK}-(\w+)Role-", entry["who"])
        if role and role[1] in FUNCTIONS:
            found.add((role[1], entry["action"], entry["keys"], entry["denied"]))
    return found


def check(uses):
    denied = {use[:3] for use in uses if use[3]} - MAY_BE_DENIED
    allowed = {use[:3] for use in uses if not use[3]}
    problems = [f"{function} was denied {action} {keys}" for function, action, keys in sorted(denied)]
    shared_used = {}
    for function in FUNCTIONS:
        for statement in own_statements(function):
            problems += [f"{function} never used {action} {keys}" for action, keys in sorted(grants(statement))
                         if (function, action, keys) not in allowed]
        for policy in shared_policies(function):
            granted = {grant for statement in shared_statements(policy) for grant in grants(statement)}
            mine = {grant for grant in granted if (function, *grant) in allowed}
            shared_used.setdefault(policy, set()).update(mine)
            if not mine and policy not in MAY_BE_UNUSED:
                problems.append(f"{function} never used {policy}")
    for policy, mine in shared_used.items():
        granted = {grant for statement in shared_statements(policy) for grant in grants(statement)}
        if policy != "StartDeliver":
            problems += [f"nobody used {action} {keys} of {policy}" for action, keys in sorted(granted - mine)
                         if (policy, action, keys) not in MAY_BE_UNUSED_ALONE]
    return problems


if __name__ == "__main__":
    found = check(used())
    print("\n".join(found) or "every permission was enough, and used")
    sys.exit(bool(found))
