"""A database as it is after fifty editions, and how long its pages take.

Its modules import models, so `benchmarks.growth` starts this package in a process of its own.
"""
