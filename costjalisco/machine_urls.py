"""Addresses for machines: the same in every language."""

from django.urls import path

from costjalisco import health

urlpatterns = [
    path("salud", health.health, name="health"),
]
