"""The indicators of a run, each as a column over all cities."""
