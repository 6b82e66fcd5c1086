"""Invariants of template.yaml: routes, jobs, permissions and the edge.

The functions are generated from the code; tests/lambda/template.rs fails if they are out of date. These tests check
rules that hold for any generated part, and the part that is written by hand.
"""

import json
import re
import unittest

from template import (FUNCTIONS, RESOURCES, ROOT, SHARED_POLICIES, TEMPLATE, all_grants, grants, logical_name, of_type,
                      own_statements, shared_policies)

ENDPOINTS = {
    operation["operationId"]: (method.upper(), path)
    for path, operations in json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))["paths"].items()
    for method, operation in operations.items()
    if isinstance(operation, dict) and "operationId" in operation
}
VARIABLES = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
JOBS = {name.removesuffix("_FUNCTION").lower() for name in VARIABLES if name.endswith("_FUNCTION")}
WRITES = {f"dynamodb:{name}" for name in ("PutItem", "UpdateItem", "DeleteItem")}
# Writes of every route for callers: the id that a subject gets if it is not a number, and the names that the profile
# of a caller gives whose token has none.
# Searches are counted: a user has 30 a minute.
SEARCHES = {"search_room", "search_messages"}
COUNTS = {("dynamodb:PutItem", "U#"), ("dynamodb:UpdateItem", "U#")}
CALLERS = {("dynamodb:PutItem", "S#"), ("dynamodb:PutItem", "I#"), ("dynamodb:UpdateItem", "H#")}
DOCUMENTS = {"openapi", "asyncapi"}
READ_ONLY = {name for name, (method, _) in ENDPOINTS.items() if method == "GET"} - DOCUMENTS


def event_routes(properties):
    events = [event["Properties"] for event in properties.get("Events", {}).values()]
    return sorted((event.get("Method", "$default"), event.get("Path", "")) for event in events)


def body_routes():
    """Returns the routes in the definition of the HTTP API, by the handler of their function."""
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

    def test_a_path_that_ends_in_a_word_has_a_permission_for_both_spellings(self):
        """The permission of an event names the path without its last slash."""
        covered = {permission["FunctionName"]["Ref"] for permission in of_type("AWS::Lambda::Permission").values()}
        plain = {logical_name(name) for name, (_, path) in ENDPOINTS.items() if not path.rstrip("/").endswith("}")}
        self.assertEqual(covered, plain)


class Jobs(unittest.TestCase):
    def test_a_job_that_fails_for_good_is_kept(self):
        self.assertTrue(JOBS)
        for handler in JOBS:
            config = FUNCTIONS[logical_name(handler)]["EventInvokeConfig"]
            self.assertEqual(config["DestinationConfig"]["OnFailure"]["Destination"], {"Fn::GetAtt": "DeadJobs.Arn"})
            self.assertEqual(config["MaximumRetryAttempts"], 2)

    def test_the_variables_of_the_functions_name_the_job_functions(self):
        for handler in JOBS:
            self.assertEqual(VARIABLES[f"{handler.upper()}_FUNCTION"],
                             FUNCTIONS[logical_name(handler)]["FunctionName"])


class Policies(unittest.TestCase):
    def test_routes_with_get_write_nothing_but_what_identifies_the_caller_and_counts_searches(self):
        self.assertGreater(len(READ_ONLY), 5)
        for handler in READ_ONLY:
            written = {grant for grant in all_grants(logical_name(handler)) if grant[0] in WRITES}
            counted = COUNTS if handler in SEARCHES else set()
            self.assertEqual(written, CALLERS | counted, handler)
        for handler in DOCUMENTS | {"default"}:
            self.assertEqual(all_grants(logical_name(handler)), set(), handler)

    def test_no_role_has_more_managed_policies_than_an_account_allows(self):
        """10 a role, without asking for more ("IAM and AWS STS quotas"); SAM adds the one for logs."""
        for name in FUNCTIONS:
            self.assertLessEqual(len(shared_policies(name)) + 1, 10, name)

    def test_a_function_that_starts_deliver_may_post(self):
        """The function itself posts to a room with few connections."""
        starting = {name for name in FUNCTIONS if ("lambda:InvokeFunction", "deliver") in all_grants(name)}
        self.assertTrue(starting)
        for name in starting:
            self.assertIn("execute-api:ManageConnections", {action for action, _ in all_grants(name)}, name)

    def test_one_function_may_upload_files(self):
        putting = {name for name in FUNCTIONS if any(action.startswith("s3:") for action, _ in all_grants(name))}
        self.assertEqual(putting, {"UploadFile"})

    def test_no_grant_is_a_wildcard_and_every_access_to_the_table_names_its_keys(self):
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

    def test_no_function_scans_the_table_or_reads_the_token_secret(self):
        actions = {action for name in FUNCTIONS for action, _ in all_grants(name)}
        self.assertEqual(actions - WRITES, {
            "dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem",
            "execute-api:ManageConnections", "lambda:InvokeFunction", "s3:PutObject"})


class Edge(unittest.TestCase):
    def test_the_deployed_edge_function_is_the_tested_one(self):
        code = (ROOT / "infra" / "rewrite.js").read_text(encoding="utf-8")
        self.assertEqual(RESOURCES["Rewrite"]["Properties"]["FunctionCode"].rstrip(), code.rstrip())

    def test_the_stage_is_the_one_that_the_edge_names(self):
        stage = RESOURCES["WebSocketApi"]["Properties"]["StageName"]
        self.assertIn(f"var STAGE = '/{stage}';", RESOURCES["Rewrite"]["Properties"]["FunctionCode"])

    def test_no_error_is_cached(self):
        """Developer Guide, "HTTP 4xx and 5xx status codes that CloudFront always caches"."""
        kept = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]["CustomErrorResponses"]
        self.assertEqual({error["ErrorCode"] for error in kept}, {404, 414, 500, 501, 502, 503, 504})
        self.assertEqual({error["ErrorCachingMinTTL"] for error in kept}, {0})

    def test_the_page_has_the_content_policy_of_one_machine(self):
        source = (ROOT / "local" / "src" / "http" / "page.rs").read_text(encoding="utf-8")
        policy = re.search(r'const POLICY: &str = "(.*?)";', source, re.DOTALL)[1].replace("\\\n", "")
        headers = RESOURCES["PageHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        deployed = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
        bucket = "connect-src 'self' https://${UploadBucket.RegionalDomainName};"
        self.assertEqual(deployed, policy.replace("connect-src 'self';", bucket))

    def test_files_have_the_content_policy_of_one_machine(self):
        source = (ROOT / "local" / "src" / "http" / "files.rs").read_text(encoding="utf-8")
        policy = re.search(r'const POLICY: &str =\s*"(.*?)";', source, re.DOTALL)[1]
        headers = RESOURCES["FileHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        self.assertEqual(headers["ContentSecurityPolicy"]["ContentSecurityPolicy"], policy)

    def test_a_page_may_send_the_headers_of_an_upload(self):
        """`If-None-Match` is no header that every page may send."""
        rules = RESOURCES["UploadBucket"]["Properties"]["CorsConfiguration"]["CorsRules"]
        self.assertEqual([rule["AllowedHeaders"] for rule in rules], [["*"]])

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
