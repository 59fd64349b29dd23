"""WIRES: command line, composition of the engine, processes of the desk, headless run. Imports late, on purpose."""
