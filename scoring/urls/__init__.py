"""Addresses of the scoring side."""

from django.urls import URLPattern, URLResolver, include, path

from scoring.analysis.views import (
    answer_ranks,
    audit,
    city,
    comparison,
    explanation,
    indicator,
    priorities,
    profile,
    published,
)
from scoring.board.views import act, board, file, kept
from scoring.deletion import views as deletion
from scoring.editions import views as editions
from scoring.inputs import views as values
from scoring.products.views import ranking, round_file, runs
from scoring.round_facts import views as facts

EXPLAIN = "runs/<int:pk>/cities/<str:adcode>/explain/"
BOARD = "editions/<slug:edition>/board/"
VALUES = "editions/<slug:edition>/values/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("editions/new/", editions.edition_new, name="edition-new"),
    path("editions/<slug:edition>/change/", editions.edition_change, name="edition-change"),
    path("editions/<slug:edition>/remove/", editions.edition_gone, name="edition-remove"),
    path("methods/", include("scoring.urls.methods")),
    path("", include("scoring.urls.studies")),
    path(BOARD, board.board_page, name="board"),
    path(f"{BOARD}act/", act.board_act, name="board-act"),
    path(f"{BOARD}look/", kept.board_look, name="board-look"),
    path(f"{BOARD}views/", kept.board_views, name="board-views"),
    path(f"{BOARD}views/new/", kept.board_view_new, name="board-view-new"),
    path(f"{BOARD}views/<int:pk>/", kept.board_view_change, name="board-view"),
    path("editions/<slug:edition>/board.<str:extension>", file.board_file, name="board-file"),
    path("editions/<slug:edition>/ranking/", ranking.ranking_page, name="ranking"),
    path("editions/<slug:edition>/ranking/state/", ranking.ranking_state, name="ranking-state"),
    path("editions/<slug:edition>/cities/<str:adcode>/", city.city_page, name="city"),
    path(
        "editions/<slug:edition>/cities/<str:adcode>/explanation/",
        explanation.explanation_newest,
        name="explain-newest",
    ),
    path("editions/<slug:edition>/indicators/", indicator.indicator_list, name="indicators"),
    path(
        "editions/<slug:edition>/indicators/<str:code>/",
        indicator.indicator_page,
        name="indicator",
    ),
    path("editions/<slug:edition>/published/", published.published_page, name="published"),
    path("editions/<slug:edition>/facts/", facts.facts_page, name="facts"),
    path("editions/<slug:edition>/facts.xlsx", facts.facts_file, name="facts-file"),
    path("editions/<slug:edition>/facts/<slug:fact>/", facts.facts_cities, name="facts-cities"),
    path("editions/<slug:edition>/priorities/", priorities.priorities_page, name="priorities"),
    path("answers/<int:pk>/ranks/", answer_ranks.answer_ranks_part, name="answer-ranks"),
    path("editions/<slug:edition>/audit/", audit.audit_page, name="audit"),
    path("editions/<slug:edition>/audit.<str:extension>", audit.audit_file, name="audit-file"),
    path("editions/<slug:edition>/scores.<str:extension>", ranking.scores, name="scores"),
    path("editions/<slug:edition>/appendix.<str:extension>", ranking.appendix, name="appendix"),
    path("editions/<slug:edition>/round.<str:extension>", round_file.round_file, name="round-file"),
    path("editions/<slug:edition>/delete/", deletion.edition_delete, name="edition-delete"),
    path("editions/<slug:edition>/types/", profile.profile_page, name="profile"),
    path("editions/<slug:edition>/runs/", runs.run_list, name="runs"),
    path("runs/compare/", comparison.comparison_page, name="compare"),
    path("runs/<int:pk>/", runs.run_page, name="run"),
    path("runs/<int:pk>/bundle.zip", runs.run_bundle, name="run-bundle"),
    path(EXPLAIN, explanation.explanation_page, name="explain"),
    path(
        EXPLAIN.rstrip("/") + ".<str:extension>", explanation.explanation_file, name="explain-file"
    ),
    path(VALUES, values.values_page, name="values"),
    path(f"{VALUES}template.xlsx", values.values_template, name="values-template"),
    path(f"{VALUES}<int:pk>/", values.values_batch, name="values-batch"),
    path(f"{VALUES}<int:pk>/values.csv", values.values_fates, name="values-fates"),
    path(f"{VALUES}<int:pk>/refused.csv", values.values_errors, name="values-errors"),
    path(f"{VALUES}<int:pk>/refused.xlsx", values.values_marked, name="values-marked"),
    path(f"{VALUES}<int:pk>/store/", values.values_store, name="values-store"),
    path(f"{VALUES}<int:pk>/sign-off/", values.values_sign_off, name="values-sign-off"),
    path(f"{VALUES}<int:pk>/discard/", values.values_discard, name="values-discard"),
]
