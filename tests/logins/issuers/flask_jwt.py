"""Flask-JWT-Extended in an app with a login of the usual form."""

import secrets

from flask import Flask, jsonify, request
from flask_jwt_extended import JWTManager, create_access_token, create_refresh_token
from lines import answer

app = Flask(__name__)
app.config["JWT_SECRET_KEY"] = secrets.token_urlsafe(48)
manager = JWTManager(app)


@app.post("/login")
def login():
    who, names = request.json["id"], {"username": "ann", "role": "developer"}
    return jsonify(
        access=create_access_token(who, additional_claims=names),
        plain=create_access_token(who),
        refresh=create_refresh_token(who),
    )


client = app.test_client()
number, uuid = (client.post("/login", json={"id": who}).json for who in ("7", "5f3c2e9a-0000-4000-8000-000000000007"))
answer({"secret": app.config["JWT_SECRET_KEY"], "number": number, "uuid": uuid})
