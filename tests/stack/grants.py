"""Compares what the policies grant with what was used (emulator/permissions.py notes it): both ways.

Usage: python tests/stack/grants.py   after the suite has run against the emulator
"""

import json
import re
import sys

from stack import GRANTS, STACK
from template import FUNCTIONS, grants, own_statements, shared_policies, shared_statements

# Denied on purpose: every function looks once for an item that is not there, to open its connection,
# and the answer does not matter; the documents may not even do that.
MAY_BE_DENIED = {("Openapi", "dynamodb:GetItem", "#"), ("Asyncapi", "dynamodb:GetItem", "#")}
# What the suite cannot bring about, or not in every function.
MAY_BE_UNUSED = {
    "StartDeliver": "needs a room with more than 500 connections",
    "StartClose": "but by who leaves a room last: only for connections that are being greeted at that moment",
    "KnowCaller": "a subject that is no number is new only once",
}
# Likewise single permissions of a function's own: behind the rate limit, which the stack leaves off, and
# behind a race of two sends with the same client_message_id.
MAY_BE_UNUSED_ALONE = {(function, f"dynamodb:{action}", "K#")
                       for function in ("SendMessage", "Receive") for action in ("GetItem", "UpdateItem")}


def used():
    """Who used what: (function, action, kind of keys), with whether it was denied."""
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
                         if (function, action, keys) not in allowed | MAY_BE_UNUSED_ALONE]
        for policy in shared_policies(function):
            granted = {grant for statement in shared_statements(policy) for grant in grants(statement)}
            mine = {grant for grant in granted if (function, *grant) in allowed}
            shared_used.setdefault(policy, set()).update(mine)
            if not mine and policy not in MAY_BE_UNUSED:
                problems.append(f"{function} never used {policy}")
    for policy, mine in shared_used.items():
        granted = {grant for statement in shared_statements(policy) for grant in grants(statement)}
        if policy != "StartDeliver":
            problems += [f"nobody used {action} {keys} of {policy}" for action, keys in sorted(granted - mine)]
    return problems


if __name__ == "__main__":
    found = check(used())
    print("\n".join(found) or "every permission was enough, and used")
    sys.exit(bool(found))
