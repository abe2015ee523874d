"""What is read out of runs: explanations, comparisons, kinds of cities, priorities, audit."""
