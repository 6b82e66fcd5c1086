"""django-allauth headless with its JWTs, for an app. Variants: RS256 (its default), HS256."""

import django_site
from django.urls import include, path
from lines import answer

private, public = django_site.key_pair()
rs256 = django_site.kind() == "RS256"
key = {"HEADLESS_JWT_PRIVATE_KEY": private} if rs256 else {"HEADLESS_JWT_ALGORITHM": "HS256"}
django_site.start(
    __name__,
    "allauth",
    "allauth.account",
    "allauth.headless",
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    ACCOUNT_EMAIL_VERIFICATION="none",
    HEADLESS_TOKEN_STRATEGY="allauth.headless.tokens.strategies.jwt.JWTTokenStrategy",
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    **key,
)
urlpatterns = [path("accounts/", include("allauth.urls")), path("_allauth/", include("allauth.headless.urls"))]

user = django_site.person()
login = django_site.post("/_allauth/app/v1/auth/login", {"username": "ann", "password": django_site.PASSWORD})
meta = login["meta"]
answer(
    {
        "secret": django_site.SECRET,
        "public": public,
        "id": user.pk,
        "access": meta["access_token"],
        "refresh": meta["refresh_token"],
    }
)
