"""Promises between the engine, its adapters and the surfaces that show it.

Adapters know these, not each other.
"""
