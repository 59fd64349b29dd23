"""Window <-> engine: framed messages over a loopback socket, or an in-memory pair with the same interface."""
