"""Puts the built front end behind a deployed chat's public address, with its /config.json.

Usage: .venv-aws/bin/python infra/publish.py STACK [FOLDER]   (frontend/app/dist)
"""

import json
import mimetypes
import sys
import time
import tomllib
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[1]
# Names under assets/ carry a hash of the content, so that these never change.
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


def settings(parameters):
    with open(ROOT / "Cargo.toml", "rb") as file:
        version = tomllib.load(file)["workspace"]["package"]["version"]
    return {
        "api_base": "/api/chat/", "ws_base": "/ws/", "ws_form": "path", "demo": False,
        "max_upload_bytes": int(parameters["MaxUploadBytes"]), "version": version,
    }


def files(folder):
    """Keys and contents; the document last, when all that it names is there. CloudFront compresses by itself."""
    copies = {".br", ".gz"}
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in copies)
    found.sort(key=lambda path: path.name == "index.html")
    return [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in found]


def publish(stack, folder):
    described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
    parameters = {given["ParameterKey"]: given["ParameterValue"] for given in described["Parameters"]}
    site = boto3.client("s3")
    config = ("config.json", json.dumps(settings(parameters)).encode())
    for key, content in [config, *files(folder)]:
        kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
        kept = FOR_EVER if key.startswith("assets/") else ASK_AGAIN
        site.put_object(Bucket=outputs["SiteBucketName"], Key=key, Body=content, ContentType=kind, CacheControl=kept)
    boto3.client("cloudfront").create_invalidation(
        DistributionId=outputs["DistributionId"],
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())},
    )
    return outputs["PublicUrl"]


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    source = Path(sys.argv[2]) if len(sys.argv) == 3 else ROOT / "frontend" / "app" / "dist"
    if not (source / "index.html").is_file():
        raise SystemExit(f"{source} holds no built front end")
    print(publish(sys.argv[1], source))
