"""Every write of the scoring side: keyword-only, atomic functions named noun first."""
