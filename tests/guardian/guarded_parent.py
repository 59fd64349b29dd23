"""Stands in for the engine's host in tests: a real process around the real client, to be killed or frozen."""

import asyncio
import sys
import threading
from pathlib import Path

import msgspec

from mmdesk.guardian.client import GuardianClient, Vitals
from mmdesk.guardian.messages import Bootstrap, StopRecord


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def main() -> None:
    bootstrap = msgspec.json.decode(sys.stdin.buffer.readline(), type=Bootstrap)
    stopped: asyncio.Queue[StopRecord] = asyncio.Queue(100)
    words: asyncio.Queue[str] = asyncio.Queue(100)
    loop = asyncio.get_running_loop()
    client = GuardianClient(
        bootstrap,
        Vitals,
        lambda level, text: tell("news", level, text),
        stopped.put_nowait,
        log_file=Path(sys.argv[1]),
    )

    def read() -> None:
        for line in sys.stdin.buffer:
            loop.call_soon_threadsafe(words.put_nowait, line.decode().strip())

    async def take_in() -> None:
        while True:
            record = await stopped.get()
            tell("stopped", record.generation, record.reason)
            client.acknowledge(record.generation)

    threading.Thread(target=read, daemon=True).start()
    await client.start()
    client.arm()
    taking = asyncio.create_task(take_in())
    was, pid = False, 0
    while words.empty():
        await asyncio.sleep(0.01)
        if (client.protecting, client.pid) != (was, pid):
            was, pid = client.protecting, client.pid
            tell("protecting" if was else "unprotected", pid)
    word = words.get_nowait()
    tell("ended", await (client.bye() if word == "bye" else client.leave(20.0)))
    taking.cancel()


if __name__ == "__main__":
    asyncio.run(main())
