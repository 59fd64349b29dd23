"""The guardian: a tiny process that takes our orders off the venue when the engine dies or hangs.

`client` is the engine's side, `process` the guardian's; `messages` what passes between them; `watch` decides
(pure), `sweep` cancels and proves, `record` keeps what happened for the next start.
"""
