"""Puts one engine together: settings, storage, gateways. Boring on purpose; every choice is an argument."""

import asyncio
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from mmdesk import __version__
from mmdesk.app.instance import instance_tag
from mmdesk.app.options import BadInputError
from mmdesk.app.paths import Paths
from mmdesk.app.protection import GuardianProtection, guardian_orders
from mmdesk.app.rehearsal_process import RehearsalProcess
from mmdesk.app.setup import EngineSetup
from mmdesk.app.stop_file import SpareWord
from mmdesk.app.venue_drill import VenueDrill
from mmdesk.config.load import load_settings
from mmdesk.config.schema import LoggingSettings, Settings, VenueSettings
from mmdesk.engine.clock import SystemClock
from mmdesk.engine.engine import Engine
from mmdesk.engine.identity import id_prefix
from mmdesk.engine.parts import EngineParts, EngineSettings, StorageStatus
from mmdesk.gateways.factory import Loopback, VenueConnection, make_gateway
from mmdesk.ports.clock import Clock
from mmdesk.storage.histories import DatabaseHistories
from mmdesk.storage.notices import orders_not_traded
from mmdesk.storage.retention import Retention
from mmdesk.storage.store import Store, open_store


class Composed(msgspec.Struct, frozen=True):
    """An engine that has not started, and what its host must show and close."""

    engine: Engine
    store: Store
    clock: Clock
    session: str
    logging: LoggingSettings
    protection: GuardianProtection


def settings_of(config: Path | None, paths: Paths) -> Settings:
    """The settings of this run. Raises ConfigurationError (every mistake), BadInputError (no such file)."""
    if config is not None and config.expanduser().is_dir():
        raise BadInputError(f"--config {config} is a folder. Name the settings file in it")
    if config is not None and not config.expanduser().is_file():
        raise BadInputError(f"settings file {config} does not exist. Check --config")
    if config is None and paths.config_file.is_file():
        config = paths.config_file
    return load_settings(config.expanduser() if config else None)


async def compose(setup: EngineSetup, paths: Paths) -> Composed:
    """Open the storage and wire an engine to it. Raises ConfigurationError, BadInputError."""
    settings = settings_of(Path(setup.config) if setup.config else None, paths)
    accounts = {venue.id: _fingerprint(setup.venue.api_key) for venue in settings.venues}
    store = await asyncio.to_thread(_open_store, settings, paths, accounts)
    clock = SystemClock()
    session = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{store.next_epoch}"
    chosen = _engine_settings(settings, setup, store, session, accounts)
    chosen = msgspec.structs.replace(chosen, instance=instance_tag(paths.data_dir))
    strays = _strays(store, settings)
    gateways = [
        make_gateway(_connection(venue, setup, paths, chosen, strays), clock) for venue in settings.venues
    ]
    orders = guardian_orders(settings.venues, setup.venue, paths, chosen.app_prefix, session)
    protection = GuardianProtection(orders, paths)
    parts = EngineParts(
        gateways,
        store.journal,
        clock,
        lambda: _storage_status(store),
        protection,
        histories=DatabaseHistories(paths.data_dir, _database_url(settings)),
        rehearsals=RehearsalProcess(paths.data_dir, _database_url(settings)),
        facts_regained=store.acknowledge_damage,
        drill=VenueDrill(setup.venue.control_port),
        stop_word=SpareWord(paths.stop_word),
    )
    return Composed(Engine(parts, chosen), store, clock, session, settings.logging, protection)


def _engine_settings(
    settings: Settings, setup: EngineSetup, store: Store, session: str, accounts: dict[str, str]
) -> EngineSettings:
    parameters, limits = settings.to_core()
    return EngineSettings(
        session=session,
        epoch=store.next_epoch,
        version=__version__,
        mode=settings.mode,
        parameters=parameters,
        limits=limits,
        desk_limits=settings.desk_limits(),
        remembered=store.remembered,
        accounts=accounts,
        database=store.database,
        record_market=settings.storage.record_market,
        connect_within_s=setup.connect_within_s,
        publish_rate_hz=settings.engine.publish_rate_hz,
        inbox_size=settings.engine.inbox_size,
        facts_lost=store.remembered.lost,
        breakers=settings.breakers.to_core(),
        leftovers=settings.orders.to_core(attended=setup.attended),
    )


def _database_url(settings: Settings) -> str | None:
    url = settings.storage.database_url
    return url.get_secret_value() if url else None


def _open_store(settings: Settings, paths: Paths, accounts: dict[str, str]) -> Store:
    kept = settings.storage
    store = open_store(
        paths.data_dir,
        _database_url(settings),
        journal_sync=kept.journal_sync,
        accounts=accounts,
        segment_bytes=kept.segment_mb << 20,
        keep=Retention(days=kept.keep_days, gb=kept.keep_gb),
    )
    store.start()
    return store


def _fingerprint(api_key: str) -> str:
    """Tells accounts apart in journal and database without telling the key."""
    return hashlib.sha256(f"mmdesk account {api_key}".encode()).hexdigest()[:16]


def _strays(store: Store, settings: Settings) -> tuple[str, ...]:
    """Instrument keys, not traded any more, in which earlier sessions may have left orders; they are told."""
    left = [order.intent.instrument for order in store.remembered.orders]
    keys = tuple(sorted(set(left) - set(settings.instruments)))
    if keys:
        store.notices = (*store.notices, orders_not_traded(keys, sum(key in keys for key in left)))
    return keys


def _connection(
    venue: VenueSettings, setup: EngineSetup, paths: Paths, chosen: EngineSettings, strays: tuple[str, ...]
) -> VenueConnection:
    """Every venue of a demo is the simulated one; its keys come with it and are kept nowhere."""
    info = setup.venue
    at_venue = [key.rpartition("@") for key in strays]
    return VenueConnection(
        exchange_id=venue.id,
        symbols=venue.symbols,
        api_key=info.api_key,
        secret=info.secret,
        loopback=Loopback(info.tls_port, info.ca_file, info.hosts),
        markets_cache_dir=str(paths.markets_dir),
        cancel_id_prefix=id_prefix(chosen),
        stray_symbols=tuple(symbol for symbol, _, name in at_venue if name == venue.id),
        app_prefix=chosen.app_prefix,
        instance=chosen.instance,
    )


def _storage_status(store: Store) -> StorageStatus:
    status = store.writer.status()
    return StorageStatus(
        journal_seq=store.journal.last_sequence,
        stored_seq=status.stored_seq,
        fault=store.fault,
        is_old_damage=store.is_old_damage,
    )
