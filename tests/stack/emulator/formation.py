"""CloudFormation: properties that ministack ignores."""

import string

from ministack.services import apigateway as gateway
from ministack.services import dynamodb, lambda_svc
from ministack.services.cloudformation import provisioners

ANY = "x-amazon-apigateway-any-method"


def handlers():
    """Returns the handlers that create and update each type of resource."""
    for value in vars(provisioners).values():
        if isinstance(value, dict) and "create" in (value.get("AWS::Lambda::Function") or {}):
            return value
    raise LookupError("ministack's provisioners have moved")


def camel(value):
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: camel(inner) for name, inner in value.items()}
    return [camel(inner) for inner in value] if isinstance(value, list) else value


def import_routes(api_id, props):
    """Imports the routes of an AWS::Serverless::HttpApi, which SAM writes as an OpenAPI body."""
    if not props.get("Body"):
        return
    gateway._routes[api_id], gateway._integrations[api_id] = {}, {}
    for path, operations in (props["Body"].get("paths") or {}).items():
        for method, operation in operations.items():
            link = (operation or {}).get("x-amazon-apigateway-integration")
            if not link:
                continue
            key = f"{'ANY' if method == ANY else method.upper()} {path}"
            add_route(api_id, "$default" if path.lstrip("/") == "$default" else key, link["uri"])


def add_route(api_id, key, uri):
    number = f"{len(gateway._integrations[api_id]):08x}"
    integration = {"IntegrationType": "AWS_PROXY", "IntegrationUri": uri, "PayloadFormatVersion": "2.0"}
    route = {"RouteKey": key, "Target": f"integrations/{number}"}
    gateway._integrations[api_id][number] = {
        "integrationId": number, **provisioners._apigw_v2_integration_props(integration)}
    gateway._routes[api_id][number] = {"routeId": number, **provisioners._apigw_v2_route_props(route)}


def api_before(props):
    """Reads name, tags and CORS from the body."""
    props, body = dict(props), props.get("Body")
    if body:
        tags = {tag["name"]: tag.get("x-amazon-apigateway-tag-value", "") for tag in body.get("tags") or []}
        props["Tags"] = {**tags, **(props.get("Tags") or {})}
        props.setdefault("Name", (body.get("info") or {}).get("title"))
        props.setdefault("CorsConfiguration", body.get("x-amazon-apigateway-cors"))
    if props.get("CorsConfiguration"):
        props["CorsConfiguration"] = camel(props["CorsConfiguration"])
    return props


def function_after(name, props):
    if props.get("DeadLetterConfig"):
        lambda_svc._functions[name]["config"]["DeadLetterConfig"] = props["DeadLetterConfig"]


def table_after(name, props):
    if props.get("TimeToLiveSpecification"):
        dynamodb._update_ttl({"TableName": name, "TimeToLiveSpecification": props["TimeToLiveSpecification"]})


def secret_before(props):
    generate = dict(props.get("GenerateSecretString") or {})
    if generate.pop("ExcludePunctuation", False):
        generate["ExcludeCharacters"] = generate.get("ExcludeCharacters", "") + string.punctuation
        props = {**props, "GenerateSecretString": generate}
    return props


def wrap(kind, action, before=None, after=None):
    original = HANDLERS[kind][action]
    at = 1 if action == "create" else 2

    def run(*args, **kw):
        args = list(args)
        given = args[at]
        args[at] = before(given) if before else given
        result = original(*args, **kw)
        if after:
            after(result[0], given)
        return result

    HANDLERS[kind][action] = run


HANDLERS = handlers()
for action in ("create", "update"):
    wrap("AWS::ApiGatewayV2::Api", action, before=api_before, after=import_routes)
    wrap("AWS::Lambda::Function", action, after=function_after)
    wrap("AWS::DynamoDB::Table", action, after=table_after)
wrap("AWS::SecretsManager::Secret", "create", before=secret_before)
