"""Price, spread and latency over the last minutes. Imported after the first paint: pyqtgraph takes 0.5 s."""
