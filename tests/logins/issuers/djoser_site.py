"""djoser with JWTs, on loopback: its address of the user is the PROFILE_URL."""

import django_site
from django.urls import include, path
from lines import answer, commands

django_site.start(
    __name__,
    "rest_framework",
    "djoser",
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"]},
    SIMPLE_JWT={"AUTH_HEADER_TYPES": ["JWT", "Bearer"]},
)
urlpatterns = [path("auth/", include("djoser.urls")), path("auth/", include("djoser.urls.jwt"))]

user = django_site.person()
tokens = django_site.post("/auth/jwt/create/", {"username": "ann", "password": django_site.PASSWORD})
profile = django_site.serve() + "/auth/users/me/"
answer({"secret": django_site.SECRET, "id": user.pk, "profile": profile, **tokens})
commands({})
