"""Addresses of the sensitivity studies."""

from django.urls import URLPattern, path

from scoring.sensitivity import views as study

urlpatterns: list[URLPattern] = [
    path("runs/<int:pk>/sensitivity/", study.sensitivity_page, name="sensitivity"),
    path("runs/<int:pk>/sensitivity/new/", study.study_new, name="study-new"),
    path("studies/<int:pk>/", study.study_page, name="study"),
    path("studies/<int:pk>/state/", study.study_state, name="study-state"),
    path("studies/<int:pk>/cancel/", study.study_stop, name="study-cancel"),
    path("studies/<int:pk>/intervals.<str:extension>", study.study_file, name="study-file"),
    path("studies/<int:pk>/draws/<int:number>/", study.study_draw, name="study-draw"),
]
