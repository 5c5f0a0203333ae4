"""A resolver for tests of what is done per host: every name is this machine."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult


class AllNamesHere(AbstractResolver):
    """Answers 127.0.0.1 to whatever it is asked."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Loopback, whatever the name."""
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing to let go of."""
