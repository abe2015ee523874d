"""Addresses of the scoring side."""

from django.urls import URLPattern, path

from scoring.views import city, published, ranking

urlpatterns: list[URLPattern] = [
    path("editions/<slug:edition>/ranking/", ranking.ranking_page, name="ranking"),
    path("editions/<slug:edition>/ranking/state/", ranking.ranking_state, name="ranking-state"),
    path("editions/<slug:edition>/cities/<str:adcode>/", city.city_page, name="city"),
    path("editions/<slug:edition>/published/", published.published_page, name="published"),
    path("editions/<slug:edition>/appendix.<str:extension>", ranking.appendix, name="appendix"),
    path("runs/<int:pk>/", ranking.run_page, name="run"),
]
