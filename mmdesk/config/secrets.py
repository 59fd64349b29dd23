"""Keys of exchanges: from the environment or the system's keyring, never in a file, a log or a repr."""

import os
from collections.abc import Mapping
from typing import Final

from pydantic import SecretStr

from mmdesk.config.fields import Section
from mmdesk.core.model.errors import ConfigurationError

SERVICE: Final = "mmdesk"
_PARTS: Final = ("api_key", "secret", "passphrase")


class VenueKeys(Section):
    """One venue's credentials; `passphrase` is empty where the venue has none."""

    api_key: SecretStr
    secret: SecretStr
    passphrase: SecretStr = SecretStr("")


def variable(venue: str, part: str) -> str:
    """The environment variable of one part: `MMDESK_KEY_BINANCE_SECRET`."""
    return f"MMDESK_KEY_{venue.upper()}_{part.upper()}"


def venue_keys(venue: str, environment: Mapping[str, str] | None = None) -> VenueKeys | None:
    """The keys of a venue, the environment before the keyring; None when there are none.

    Raises ConfigurationError when only one half is there or the keyring cannot be used.
    """
    source = os.environ if environment is None else environment
    found = {part: source[name] for part in _PARTS if source.get(name := variable(venue, part))}
    if not found:
        found = _from_keyring(venue)
    if not found:
        return None
    if missing := [part for part in ("api_key", "secret") if part not in found]:
        raise ConfigurationError(
            f"The keys of {venue} are incomplete: {missing[0]} is missing.\n"
            "A request needs the key to name the account and the secret to sign.\n"
            f"Set {variable(venue, missing[0])}, or store both halves again."
        )
    return VenueKeys.model_validate(found)


def store_venue_keys(venue: str, keys: VenueKeys) -> None:
    """Put keys into the system's keyring. Raises ConfigurationError."""
    import keyring
    from keyring.errors import KeyringError

    try:
        for part in _PARTS:
            value: SecretStr = getattr(keys, part)
            if value.get_secret_value():
                keyring.set_password(SERVICE, f"{venue}.{part}", value.get_secret_value())
    except KeyringError as error:
        raise _no_keyring(venue, error) from error


def _from_keyring(venue: str) -> dict[str, str]:
    # Half a second on some desktops, and nothing a start without keys needs.
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        values = {part: keyring.get_password(SERVICE, f"{venue}.{part}") for part in _PARTS}
    except NoKeyringError:
        return {}
    except KeyringError as error:
        raise _no_keyring(venue, error) from error
    return {part: value for part, value in values.items() if value}


def _no_keyring(venue: str, error: Exception) -> ConfigurationError:
    return ConfigurationError(
        f"The keys of {venue} cannot be read from or written to the system's keyring.\n"
        f"It says: {type(error).__name__}.\n"
        f"Unlock it, or set {variable(venue, 'api_key')} and {variable(venue, 'secret')}."
    )
