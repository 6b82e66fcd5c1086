from django.urls import path
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from myproject.profile import chat_profile

urlpatterns = [
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("api/chat-profile/", chat_profile),
]
