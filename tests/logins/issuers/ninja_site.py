"""django-ninja-jwt behind its own controller."""

import django_site
from django.urls import path
from lines import answer

django_site.start(__name__, "ninja_extra", "ninja_jwt")

from ninja_extra import NinjaExtraAPI  # noqa: E402
from ninja_jwt.controller import NinjaJWTDefaultController  # noqa: E402

api = NinjaExtraAPI()
api.register_controllers(NinjaJWTDefaultController)
urlpatterns = [path("api/", api.urls)]

user = django_site.person()
tokens = django_site.post("/api/token/pair", {"username": "ann", "password": django_site.PASSWORD})
answer({"secret": django_site.SECRET, "id": user.pk, **tokens})
