"""Addresses below `methods/`."""

from django.urls import path

from scoring.methods.views import method, method_draft, method_editor, method_weights

urlpatterns = [
    path("", method.method_list, name="methods"),
    path("import/", method.method_import, name="method-import"),
    path("diff/", method.method_diff, name="method-diff"),
    path("<int:pk>.json", method.method_json, name="method-json"),
    path("<int:pk>/", method.method_page, name="method"),
    path("<int:pk>/use/", method.method_use, name="method-use"),
    path("<int:pk>/edit/", method_editor.method_edit, name="method-edit"),
    path("<int:pk>/check/", method_draft.method_check, name="method-check"),
    path("<int:pk>/preview/", method_draft.method_preview, name="method-preview"),
    path("<int:pk>/step/", method_draft.method_step, name="method-step"),
    path("<int:pk>/rules/<str:code>/", method_draft.method_rules, name="method-rules"),
    path("<int:pk>/judgements/", method_weights.method_judgements, name="method-judgements"),
    path("<int:pk>/weights/", method_weights.method_weights, name="method-weights"),
]
