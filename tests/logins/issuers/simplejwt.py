"""djangorestframework-simplejwt behind its own views. Variants: HS256, RS256, UUID, SLIDING, CHECKED (iss and aud)."""

import django_site
from django.urls import path
from lines import answer

KIND = django_site.kind()
private, public = django_site.key_pair()
SIMPLE_JWT = {
    "RS256": {"ALGORITHM": "RS256", "SIGNING_KEY": private, "VERIFYING_KEY": public},
    "CHECKED": {"ISSUER": "https://login.example.com", "AUDIENCE": "chat"},
}
users = {"AUTH_USER_MODEL": "people.User"} if KIND == "UUID" else {}
apps = ["people"] if KIND == "UUID" else []
django_site.start(__name__, *apps, "rest_framework", SIMPLE_JWT=SIMPLE_JWT.get(KIND, {}), **users)

from rest_framework_simplejwt.views import TokenObtainPairView, TokenObtainSlidingView  # noqa: E402

view = TokenObtainSlidingView if KIND == "SLIDING" else TokenObtainPairView
urlpatterns = [path("api/token/", view.as_view())]

user = django_site.person()
tokens = django_site.post("/api/token/", {"username": "ann", "password": django_site.PASSWORD})
answer({"secret": django_site.SECRET, "public": public, "id": user.pk, **tokens})
