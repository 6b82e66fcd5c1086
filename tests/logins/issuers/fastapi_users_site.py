"""fastapi-users with its JWT strategy, SQLite and its own routers, on loopback: users/me is the PROFILE_URL."""

import json
import secrets
import socket
import threading
from contextlib import asynccontextmanager
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import uvicorn
from fastapi import FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, UUIDIDMixin, schemas
from fastapi_users.authentication import AuthenticationBackend, BearerTransport, JWTStrategy
from fastapi_users.db import SQLAlchemyBaseUserTableUUID, SQLAlchemyUserDatabase
from lines import answer, commands
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import StaticPool

SECRET = secrets.token_urlsafe(48)
engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
sessions = async_sessionmaker(engine, expire_on_commit=False)
mailed = {}


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    pass


class Manager(UUIDIDMixin, BaseUserManager):
    reset_password_token_secret = verification_token_secret = SECRET

    async def on_after_forgot_password(self, user, token, request=None):
        mailed["reset"] = token

    async def on_after_request_verify(self, user, token, request=None):
        mailed["verify"] = token


async def manager():
    async with sessions() as session:
        yield Manager(SQLAlchemyUserDatabase(session, User))


@asynccontextmanager
async def tables(_app):
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield


backend = AuthenticationBackend("jwt", BearerTransport("auth/login"), lambda: JWTStrategy(SECRET, 3600))
users = FastAPIUsers(manager, [backend])
app = FastAPI(lifespan=tables)
app.include_router(users.get_auth_router(backend), prefix="/auth")
app.include_router(users.get_register_router(schemas.BaseUser, schemas.BaseUserCreate), prefix="/auth")
app.include_router(users.get_reset_password_router(), prefix="/auth")
app.include_router(users.get_verify_router(schemas.BaseUser), prefix="/auth")
app.include_router(users.get_users_router(schemas.BaseUser, schemas.BaseUserUpdate), prefix="/users")

listener = socket.create_server(("127.0.0.1", 0))
url = f"http://127.0.0.1:{listener.getsockname()[1]}"
server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()


def post(path, body, form=False):
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    data = (urlencode(body) if form else json.dumps(body)).encode()
    with urlopen(Request(url + path, data, {"Content-Type": kind}), timeout=60) as answered:
        return json.load(answered)


email, password = "ann@example.com", "correct horse battery"
who = post("/auth/register", {"email": email, "password": password})
access = post("/auth/login", {"username": email, "password": password}, form=True)["access_token"]
post("/auth/forgot-password", {"email": email})
post("/auth/request-verify-token", {"email": email})
answer({"secret": SECRET, "profile": f"{url}/users/me", "id": who["id"], "access": access, **mailed})
commands({})
