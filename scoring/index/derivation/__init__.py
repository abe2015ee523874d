"""Ratio indicators from base variables: grammar of formulas, units, evaluation."""
