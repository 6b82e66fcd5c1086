"""A user pool of Cognito in moto's server on loopback: an app client, a user in a group, and the user's tokens."""

import os

os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}

import boto3  # noqa: E402
from lines import answer, commands  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://{host}:{port}"
pools = boto3.client("cognito-idp", endpoint_url=url)
pool = pools.create_user_pool(PoolName="chat")["UserPool"]["Id"]


def login(client):
    # AWS lets a client read every attribute where none are named; moto then shows it none.
    may = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "ReadAttributes": ["given_name", "family_name"]}
    made = pools.create_user_pool_client(UserPoolId=pool, ClientName=client, **may)
    app = made["UserPoolClient"]["ClientId"]
    secret = {"USERNAME": "ann", "PASSWORD": "Correct-horse-7"}
    made = pools.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=secret)
    return {"client": app} | made["AuthenticationResult"]


names = [{"Name": "given_name", "Value": "Ann"}, {"Name": "family_name", "Value": "Lee"}]
pools.admin_create_user(UserPoolId=pool, Username="ann", UserAttributes=names)
pools.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Correct-horse-7", Permanent=True)
pools.create_group(UserPoolId=pool, GroupName="developer")
pools.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName="developer")
answer({"pool": pool, "jwks": f"{url}/{pool}/.well-known/jwks.json", "app": login("web"), "other": login("other")})
commands({})
server.stop()
