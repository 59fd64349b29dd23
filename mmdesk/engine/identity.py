"""Names of a session: the prefix of its client order ids, never used by another session."""

from mmdesk.core.orders.identity import session_prefix
from mmdesk.engine.parts import EngineSettings


def id_prefix(settings: EngineSettings) -> str:
    """App prefix, instance, epoch in base 36, a letter that ends it: `mmd`, `k3f9`, 5 make `mmdk3f90005x`."""
    return session_prefix(settings.app_prefix, settings.instance, settings.epoch)


def instance_prefix(settings: EngineSettings) -> str:
    """What all sessions of one data folder share."""
    return f"{settings.app_prefix}{settings.instance}"
