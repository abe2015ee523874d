"""Addresses of the survey side."""

from django.urls import path

from surveys.views import editions

urlpatterns = [
    path("editions/", editions.edition_list, name="editions"),
    path("editions/new/", editions.edition_new, name="edition-new"),
    path("editions/<slug:edition>/", editions.edition_page, name="edition"),
]
