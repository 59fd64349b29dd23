"""DOES what the core decides: inbox -> pipeline.step -> journal -> dispatcher -> publisher, in one loop."""
