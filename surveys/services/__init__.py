"""Every write of the survey side: keyword-only, atomic functions named noun first."""
