"""What leaves the product of a run: the ranking, its appendix, its bundle."""
