"""How far ranks depend on weights, choices, coding errors and single cells."""
