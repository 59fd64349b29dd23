"""WIRES: command line, composition, processes of the desk, headless run. Imports late, on purpose."""
