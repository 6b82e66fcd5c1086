"""Deploys template.yaml for the tests: to an emulator that it starts, or to the service of AWS_ENDPOINT_URL.

Usage: python tests/stack/stack.py up|down

`up` writes target/stack.json, which the integration suite reads (ROOMCAST_WORLD). Without
AWS_ENDPOINT_URL an emulator is started on this machine; with a URL (LocalStack's, say) the stack is
deployed there; with the word `aws`, to the account whose credentials are in the environment. ARCH (arm64
or x86_64) names the artifact, which `make artifact` builds; STACK_PORT another port than 4577.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "target" / "stack"
WORLD = ROOT / "target" / "stack.json"
ARCH = os.environ.get("ARCH", "x86_64")
ARTIFACT = ROOT / "target" / "artifact" / ARCH / "bootstrap" / "bootstrap.zip"
TEMPLATE = FOLDER / "template.yaml"
PID = FOLDER / "emulator.pid"
GRANTS = FOLDER / "grants.jsonl"
PORT = int(os.environ.get("STACK_PORT", "4577"))
# Where the functions ask for the names that a token does not give: a test serves them, on this machine only.
PROFILE_PORT = PORT + 1
STACK = os.environ.get("STACK_NAME", "roomcast-test")
START_PATIENCE_S = 30


def environment():
    """Returns the environment variables for the AWS tools."""
    given = dict(os.environ, SAM_CLI_TELEMETRY="0", AWS_PAGER="")
    given.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    if given.get("AWS_ENDPOINT_URL") == "aws":
        del given["AWS_ENDPOINT_URL"]
        return given
    given.setdefault("AWS_ENDPOINT_URL", f"http://127.0.0.1:{PORT}")
    given.setdefault("AWS_ACCESS_KEY_ID", "test")
    given.setdefault("AWS_SECRET_ACCESS_KEY", "test")
    return given


ENV = environment()
ENDPOINT = ENV.get("AWS_ENDPOINT_URL", "")
OWN_EMULATOR = "AWS_ENDPOINT_URL" not in os.environ


def client(service):
    import boto3

    os.environ.update(ENV)
    return boto3.client(service, endpoint_url=ENDPOINT or None, region_name=ENV["AWS_DEFAULT_REGION"])


def write_template():
    """Writes the template with the paths of this machine."""
    template = (ROOT / "template.yaml").read_text(encoding="utf-8")
    for path, replacement in (("target/function.zip", ARTIFACT), ("infra/alarms.yaml", ROOT / "infra/alarms.yaml")):
        assert template.count(f": {path}\n") == 1
        template = template.replace(f": {path}\n", f": {replacement}\n")
    TEMPLATE.write_text(template, encoding="utf-8")


def start_emulator():
    temporary = FOLDER / "tmp"
    temporary.mkdir(exist_ok=True)
    env = dict(ENV, AUTH="true", GATEWAY_PORT=str(PORT), BIND_HOST="127.0.0.1", IOT_MTLS_ENABLED="0",
               TMPDIR=str(temporary), GRANTS_USED=str(GRANTS), LAMBDA_ASYNC_RETRY_BASE_SECONDS="1")
    python = ROOT / ".venv-emulator" / "bin" / "python"
    with open(FOLDER / "emulator.log", "wb") as log:
        process = subprocess.Popen([python, ROOT / "tests" / "stack" / "emulator"], env=env, cwd=FOLDER,
                                   stdout=log, stderr=log, start_new_session=True)
    PID.write_text(str(process.pid))
    until = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{ENDPOINT}/_ministack/ready").close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise SystemExit(f"the emulator did not start: see {FOLDER / 'emulator.log'}")


def end_emulator():
    """Ends the process of the note if it still is the emulator."""
    if not PID.exists():
        return
    process = int(PID.read_text())
    try:
        if b"tests/stack/emulator" in Path(f"/proc/{process}/cmdline").read_bytes():
            os.killpg(process, signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError):
        pass
    PID.unlink()


def deploy():
    command = [ROOT / ".venv-aws" / "bin" / "sam", "deploy", "--template-file", TEMPLATE,
               "--stack-name", STACK, "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND",
               "--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"]
    overrides = ["MessagesPer10s=0", f"Architecture={ARCH}", "ProtectTable=false", "Dashboard=true",
                 "AlarmEmail=alarms@example.com"]
    if ENDPOINT:
        client("s3").create_bucket(Bucket="artifacts")
        port = ENDPOINT.rsplit(":", 1)[1].strip("/")
        command += ["--s3-bucket", "artifacts"]
        overrides += [f"EndpointBase={ENDPOINT.rstrip('/')}", f"EndpointPort={port}"]
    if OWN_EMULATOR:
        overrides.append(f"ProfileUrl=http://127.0.0.1:{PROFILE_PORT}/me")
    else:
        command += ["--resolve-s3"]
    with open(FOLDER / "deploy.log", "wb") as log:
        done = subprocess.run(command + ["--parameter-overrides", *overrides], env=ENV, stdout=log, stderr=log)
    if done.returncode:
        raise SystemExit(f"the stack was not deployed: see {FOLDER / 'deploy.log'}")


def outputs():
    stack = client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def write_world(out):
    secret = client("secretsmanager").get_secret_value(SecretId=out["JwtSecretId"])["SecretString"]
    world = {
        "rest_url": f"{out['RestUrl']}/api/chat", "ws_url": out["WebSocketUrl"], "ws_form": "query",
        "jwt_secret": secret, "outputs": out, "stack": STACK,
        "cloudfront_host": out["SiteUrl"].removeprefix("https://"), "emulator_url": ENDPOINT or None,
    }
    WORLD.write_text(json.dumps(world, indent=2))


def up():
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_template()
    if OWN_EMULATOR:
        down()
        start_emulator()
    began = time.monotonic()
    deploy()
    write_world(outputs())
    print(f"deployed in {time.monotonic() - began:.0f} s: {WORLD}")


def down():
    """Ends the started emulator with all its functions, or deletes the stack."""
    if OWN_EMULATOR:
        end_emulator()
        for left in (GRANTS, FOLDER / "tmp"):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    elif WORLD.exists():
        world = json.loads(WORLD.read_text(encoding="utf-8"))
        delete(world["stack"], world["outputs"])
    WORLD.unlink(missing_ok=True)


def delete(stack, out):
    """Deletes the stack with the resources that a deletion would retain."""
    for bucket in (out["SiteBucketName"], out["UploadBucketName"]):
        pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
        for key in [item["Key"] for page in pages for item in page.get("Contents", [])]:
            client("s3").delete_object(Bucket=bucket, Key=key)
    stacks = client("cloudformation")
    stacks.delete_stack(StackName=stack)
    stacks.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig={"Delay": 5})
    client("s3").delete_bucket(Bucket=out["UploadBucketName"])
    client("dynamodb").delete_table(TableName=out["TableName"])
    client("secretsmanager").delete_secret(SecretId=out["JwtSecretId"], ForceDeleteWithoutRecovery=True)


if __name__ == "__main__":
    actions = {"up": up, "down": down}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        raise SystemExit(__doc__)
    actions[sys.argv[1]]()
