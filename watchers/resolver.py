"""Names to addresses, by the system's own resolver, in threads that nothing else waits for."""

import asyncio
import contextlib
import socket
import threading
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

_AT_ONCE = 64
_FLAGS = socket.AI_ADDRCONFIG & getattr(socket, "AI_MASK", ~0)


class ThreadResolver(AbstractResolver):
    """Looks each name up in a daemon thread of its own, a bounded number at once.

    aiohttp's resolver uses the threads that asyncio.to_thread uses: a few dozen names whose servers do not answer would
    fill them, and nothing else in the house would move until the system gives up on each (half a minute). A daemon
    thread holds nobody up at the end either. It does not cache: the connector does.
    """

    def __init__(self, *, at_once: int = _AT_ONCE) -> None:
        self._room = asyncio.Semaphore(at_once)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises OSError where it has none."""
        loop = asyncio.get_running_loop()
        found: asyncio.Future[list[ResolveResult]] = loop.create_future()

        def tell(result: list[ResolveResult] | OSError) -> None:
            self._room.release()  # only now, though the one who asked may have gone: the thread was busy until now
            if found.done():
                return
            if isinstance(result, OSError):
                found.set_exception(result)
            else:
                found.set_result(result)

        def look() -> None:
            try:
                result: list[ResolveResult] | OSError = look_up(host, port, family)
            except OSError as error:
                result = error
            except UnicodeError as error:  # a label longer than 63 characters is no name (socket encodes by IDNA)
                result = OSError(str(error))
            with contextlib.suppress(RuntimeError):  # the loop may be closed by now
                loop.call_soon_threadsafe(tell, result)

        await self._room.acquire()
        threading.Thread(target=look, name=f"resolve {host}", daemon=True).start()
        return await found

    async def close(self) -> None:
        """Nothing to let go of."""


def look_up(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    """The addresses that the system knows for a host, in its order; blocks."""
    infos: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family, flags=_FLAGS)
    return [
        ResolveResult(
            hostname=host,
            host=_scoped(address),
            port=address[1],
            family=kind,
            proto=proto,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        for kind, _, proto, _, address in infos
        if len(address) in (2, 4)
    ]


def _scoped(address: tuple[Any, ...]) -> str:
    host = str(address[0])
    return f"{host}%{address[3]}" if len(address) == 4 and address[3] and "%" not in host else host
