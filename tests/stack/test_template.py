"""template.yaml says what the code says: routes, handlers, policies, the function at the edge."""

import json
import re
import unittest

from template import (FUNCTIONS, RESOURCES, ROOT, SHARED_POLICIES, TEMPLATE, all_grants, grants, logical_name, of_type,
                      own_statements, shared_policies, shared_statements)

ENDPOINTS = {
    operation["operationId"]: (method.upper(), path)
    for path, operations in json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))["paths"].items()
    for method, operation in operations.items()
    if isinstance(operation, dict) and "operationId" in operation
}
SOCKETS = {"connect", "receive", "disconnect"}
JOBS = {"greet", "deliver", "close", "rename"}
WRITES = {f"dynamodb:{name}" for name in ("PutItem", "UpdateItem", "DeleteItem")}
# What any route may write: the id of a subject that is no number.
SUBJECTS = {("dynamodb:PutItem", "S#"), ("dynamodb:PutItem", "I#")}
READ_ONLY = {"list_rooms", "get_room", "list_members", "list_messages", "get_message", "list_notifications",
             "get_me"}
DOCUMENTS = {"openapi", "asyncapi"}
POSTING = {"update_room", "join_room", "leave_room", "invite_user", "read_room", "update_member", "remove_member",
           "send_message", "edit_message", "read_message", "delete_message", "receive", "disconnect", "greet",
           "deliver", "close"}
STARTING = {
    "StartGreet": {"connect"},
    "StartClose": {"leave_room", "update_member", "remove_member"},
    "StartDeliver": {"update_room", "read_room", "send_message", "edit_message", "read_message", "delete_message",
                     "receive"},
    "KnowCaller": set(ENDPOINTS) - DOCUMENTS | {"connect"},
}


def event_routes(properties):
    events = [event["Properties"] for event in properties.get("Events", {}).values()]
    return sorted((event.get("Method", "$default"), event.get("Path", "")) for event in events)


def body_routes():
    """Routes in the HTTP API's own definition, by the name at the end of the function's."""
    found = {}
    for path, operations in RESOURCES["HttpApi"]["Properties"]["DefinitionBody"]["paths"].items():
        for method, operation in operations.items():
            uri = operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            name = uri.removesuffix("/invocations").rsplit("-", 1)[1]
            found.setdefault(name, []).append((method.upper(), path))
    return {name: sorted(routes) for name, routes in found.items()}


class Routes(unittest.TestCase):
    def test_logical_names_are_the_handlers(self):
        for name, properties in FUNCTIONS.items():
            self.assertEqual(name, logical_name(properties["Handler"]))

    def test_every_operation_has_its_function_and_every_function_its_reason(self):
        handlers = {properties["Handler"] for properties in FUNCTIONS.values()}
        self.assertEqual(handlers, set(ENDPOINTS) | SOCKETS | JOBS | {"default"})

    def test_routes_are_those_of_the_api_document_in_both_spellings(self):
        in_body = body_routes()
        for properties in FUNCTIONS.values():
            handler = properties["Handler"]
            routes = event_routes(properties) + in_body.pop(handler, [])
            if handler in ENDPOINTS:
                method, path = ENDPOINTS[handler]
                bare = path.rstrip("/")
                self.assertEqual(routes, [(method, bare), (method, bare + "/")], handler)
            else:
                self.assertEqual(routes, [("$default", "")] if handler == "default" else [], handler)
        self.assertEqual(in_body, {})

    def test_the_sockets_have_their_routes(self):
        routes = RESOURCES["WebSocketApi"]["Properties"]["Routes"]
        functions = {key: route["FunctionArn"]["Fn::GetAtt"] for key, route in routes.items()}
        self.assertEqual(functions, {"$connect": "Connect.Arn", "$default": "Receive.Arn",
                                     "$disconnect": "Disconnect.Arn"})

    def test_a_path_that_ends_in_a_word_may_be_called_in_both_spellings(self):
        """The permission of an event names the path without its last slash."""
        covered = {permission["FunctionName"]["Ref"] for permission in of_type("AWS::Lambda::Permission").values()}
        plain = {logical_name(name) for name, (_, path) in ENDPOINTS.items() if not path.rstrip("/").endswith("}")}
        self.assertEqual(covered, plain)


class Jobs(unittest.TestCase):
    def test_a_job_that_fails_for_good_is_kept(self):
        for handler in JOBS:
            config = FUNCTIONS[logical_name(handler)]["EventInvokeConfig"]
            self.assertEqual(config["DestinationConfig"]["OnFailure"]["Destination"], {"Fn::GetAtt": "DeadJobs.Arn"})
            self.assertEqual(config["MaximumRetryAttempts"], 2)

    def test_jobs_are_found_by_the_names_that_the_functions_are_given(self):
        environment = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
        for handler in JOBS:
            self.assertEqual(environment[f"{handler.upper()}_FUNCTION"],
                             FUNCTIONS[logical_name(handler)]["FunctionName"])


class Policies(unittest.TestCase):
    def handlers_with(self, policy):
        return {properties["Handler"] for name, properties in FUNCTIONS.items() if policy in shared_policies(name)}

    def test_routes_that_read_write_nothing(self):
        for handler in READ_ONLY:
            written = {grant for grant in all_grants(logical_name(handler)) if grant[0] in WRITES}
            self.assertEqual(written, SUBJECTS, handler)
        for handler in DOCUMENTS | {"default"}:
            self.assertEqual(all_grants(logical_name(handler)), set(), handler)

    def test_only_those_that_deliver_may_post(self):
        posting = {properties["Handler"] for name, properties in FUNCTIONS.items()
                   if any(action == "execute-api:ManageConnections" for action, _ in all_grants(name))}
        self.assertEqual(posting, POSTING)

    def test_only_those_that_start_a_job_may_invoke_its_function(self):
        for policy, handlers in STARTING.items():
            self.assertEqual(self.handlers_with(policy), handlers, policy)
        for name in FUNCTIONS:
            own = {grant for statement in own_statements(name) for grant in grants(statement)}
            self.assertFalse([action for action, _ in own if action.startswith(("lambda:", "execute-api:"))], name)
        for policy in STARTING:
            granted = {grant for statement in shared_statements(policy) for grant in grants(statement)}
            started = {job for action, job in granted if action == "lambda:InvokeFunction"}
            self.assertEqual(started, {"rename" if policy == "KnowCaller" else policy.removeprefix("Start").lower()})

    def test_files_are_put_by_one_function(self):
        putting = {name for name in FUNCTIONS if any(action.startswith("s3:") for action, _ in all_grants(name))}
        self.assertEqual(putting, {"UploadFile"})

    def test_nothing_is_granted_by_wildcard_and_every_access_to_the_table_names_its_keys(self):
        statements = [statement for policy in SHARED_POLICIES.values()
                      for statement in policy["PolicyDocument"]["Statement"]]
        statements += [statement for name in FUNCTIONS for statement in own_statements(name)]
        for statement in statements:
            self.assertEqual(statement["Effect"], "Allow")
            self.assertNotEqual(statement["Resource"], "*")
            for action, key in grants(statement):
                self.assertNotIn("*", action)
                if action.startswith("dynamodb:"):
                    self.assertNotIn(key, ("", "*"), statement)

    def test_nobody_scans_and_nobody_reads_the_token_secret(self):
        actions = {action for name in FUNCTIONS for action, _ in all_grants(name)}
        self.assertEqual(actions - WRITES, {
            "dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem",
            "execute-api:ManageConnections", "lambda:InvokeFunction", "s3:PutObject"})


class Edge(unittest.TestCase):
    def test_the_function_at_the_edge_is_the_one_that_is_tested(self):
        code = (ROOT / "infra" / "rewrite.js").read_text(encoding="utf-8")
        self.assertEqual(RESOURCES["Rewrite"]["Properties"]["FunctionCode"].rstrip(), code.rstrip())

    def test_the_stage_is_the_one_that_the_edge_names(self):
        stage = RESOURCES["WebSocketApi"]["Properties"]["StageName"]
        self.assertIn(f"var STAGE = '/{stage}';", RESOURCES["Rewrite"]["Properties"]["FunctionCode"])

    def test_no_error_is_kept_for_the_next_caller(self):
        """Developer Guide, "HTTP 4xx and 5xx status codes that CloudFront always caches"."""
        kept = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]["CustomErrorResponses"]
        self.assertEqual({error["ErrorCode"] for error in kept}, {404, 414, 500, 501, 502, 503, 504})
        self.assertEqual({error["ErrorCachingMinTTL"] for error in kept}, {0})

    def test_the_page_may_load_what_it_may_load_on_one_machine(self):
        source = (ROOT / "local" / "src" / "page.rs").read_text(encoding="utf-8")
        policy = re.search(r'const POLICY: &str = "(.*?)";', source, re.DOTALL)[1].replace("\\\n", "")
        headers = RESOURCES["PageHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        deployed = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
        bucket = "connect-src 'self' https://${UploadBucket.RegionalDomainName};"
        self.assertEqual(deployed, policy.replace("connect-src 'self';", bucket))

    def test_no_log_has_a_query_string_or_a_header(self):
        for name in ("HttpApi", "WebSocketApi"):
            settings = RESOURCES[name]["Properties"]["AccessLogSettings"]
            line = settings.get("Format") or settings["Fn::If"][1]["Format"]
            fields = json.loads(line).values()
            self.assertFalse([field for field in fields if "query" in field.lower() or "header" in field.lower()
                              or "requestOverride" in field])
        self.assertNotIn("Logging", RESOURCES["Distribution"]["Properties"]["DistributionConfig"])


if __name__ == "__main__":
    unittest.main()
