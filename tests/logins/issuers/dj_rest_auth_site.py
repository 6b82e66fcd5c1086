"""dj-rest-auth with JWTs, on loopback: its address of the user is the PROFILE_URL."""

import django_site
from django.urls import include, path
from lines import answer, commands

django_site.start(
    __name__,
    "rest_framework",
    "dj_rest_auth",
    REST_AUTH={"USE_JWT": True, "JWT_AUTH_HTTPONLY": False, "TOKEN_MODEL": None, "SESSION_LOGIN": False},
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": ["dj_rest_auth.jwt_auth.JWTCookieAuthentication"]},
)
urlpatterns = [path("auth/", include("dj_rest_auth.urls"))]

user = django_site.person()
tokens = django_site.post("/auth/login/", {"username": "ann", "password": django_site.PASSWORD})
profile = django_site.serve() + "/auth/user/"
answer({"secret": django_site.SECRET, "id": user.pk, "profile": profile, **tokens})
commands({})
