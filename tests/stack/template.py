"""Reads template.yaml: its functions, their routes and the permissions of their policies."""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


class Loader(yaml.SafeLoader):
    """Loads YAML with the short forms of CloudFormation: `!Ref x` becomes {"Ref": "x"}."""


def short_form(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", short_form)


def load(path=ROOT / "template.yaml"):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader)


TEMPLATE = load()
RESOURCES = TEMPLATE["Resources"]


def of_type(kind):
    return {name: body["Properties"] for name, body in RESOURCES.items() if body["Type"] == kind}


FUNCTIONS = of_type("AWS::Serverless::Function")
SHARED_POLICIES = of_type("AWS::IAM::ManagedPolicy")


def logical_name(handler):
    return "".join(word.capitalize() for word in handler.split("_"))


def shared_policies(function):
    return [policy["Ref"] for policy in FUNCTIONS[function].get("Policies", []) if "Ref" in policy]


def own_statements(function):
    policies = [policy for policy in FUNCTIONS[function].get("Policies", []) if "Statement" in policy]
    return [statement for policy in policies for statement in policy["Statement"]]


def shared_statements(policy):
    return SHARED_POLICIES[policy]["PolicyDocument"]["Statement"]


def grants(statement):
    """Returns the permissions of a statement: pairs of an action and a kind of keys ("R#"), or a job ("greet")."""
    conditions = statement.get("Condition", {}).values()
    keys = [key for condition in conditions for key in condition["dynamodb:LeadingKeys"]] or [""]
    if statement["Action"] == ["lambda:InvokeFunction"]:
        keys = [statement["Resource"]["Fn::GetAtt"].removesuffix(".Arn").lower()]
    return {(action, key.removesuffix("*")) for action in statement["Action"] for key in keys}


def all_grants(function):
    statements = own_statements(function)
    for policy in shared_policies(function):
        statements += shared_statements(policy)
    return {grant for statement in statements for grant in grants(statement)}
