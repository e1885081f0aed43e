"""The guarded client: outgoing requests to URLs that come from strangers (rule 7 of the design).

A name is resolved once, addresses that are not public are dropped, and the connection goes to what was checked,
so a name that changes its mind between check and use gains nothing. The URL's own address is checked the same
way. Redirects are followed by hand, each hop checked like the first.

Special ranges are those of the IANA special-purpose registries, as `ipaddress` knows them, those of the registries
that some versions of it do not know, and 168.63.129.16, Azure's public-looking address of the host machine. Hosts that
are numbers must be addresses in their usual form: resolvers read `2130706433`, `0177.1` and `0x7f.1` as the loopback.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from msgspec import Struct
from yarl import URL

from laterna.errors import LaternaError
from laterna.settings import Settings

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
HostPort = tuple[str, int]

_NEVER = tuple(
    ipaddress.ip_network(cidr)
    for cidr in (
        "168.63.129.16/32",  # Azure's host machine
        "192.0.0.0/24",  # IETF protocol assignments; Oracle Cloud's older metadata service is 192.0.0.192
        "192.88.99.0/24",  # relays of 6to4, deprecated
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
    )
)
_NUMBER = re.compile(r"(\d+|0x[0-9a-f]*)\.?", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_V4_COMPATIBLE = ipaddress.ip_network("::/96")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5


class OutboundRefused(LaternaError):
    """An outgoing request is not allowed or did not work out; the message says why, without the URL."""

    default_code = "input_unreachable"


class Outbound(Struct, frozen=True):
    """Where outgoing requests may go: `allow` besides public addresses; `connect` replaces host and port."""

    allow: tuple[Network, ...] = ()
    connect: dict[HostPort, HostPort] = {}

    @staticmethod
    def of(settings: Settings) -> "Outbound":
        """What the settings say. Raises LaternaError `invalid_setting` for a pair that cannot be read."""
        networks = tuple(ipaddress.ip_network(cidr) for cidr in settings.outbound_allow)
        return Outbound(networks, dict(_pair(text) for text in settings.outbound_connect))

    def permits(self, address: Address) -> bool:
        """True when connections to this address are allowed."""
        every = _embedded(address)
        return all(_public(each) or self._allowed(each) for each in every) or self._allowed(address)

    def _allowed(self, address: Address) -> bool:
        return any(address in network for network in self.allow if network.version == address.version)


def checked_url(text: str, outbound: Outbound) -> URL:
    """The URL, if requests to it may be tried. Raises OutboundRefused."""
    try:
        url = URL(text)
        # Read here, since a host such as `xn--` is decoded only now.
        host = url.host
    except ValueError as error:
        raise OutboundRefused(f"The URL cannot be read: {error}.", code="input_invalid") from error
    if url.scheme not in ("http", "https"):
        raise OutboundRefused(
            f"The URL begins with {url.scheme or 'no scheme'!r}; allowed: http and https.",
            code="input_invalid",
        )
    if not host or url.port is None:
        raise OutboundRefused("The URL names no host.", code="input_invalid")
    if url.user is not None or url.password is not None:
        raise OutboundRefused(
            "The URL carries a user name or password, which is not allowed.", code="input_invalid"
        )
    literal = _literal(host)
    if literal is None and ("%" in host or _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2])):
        raise OutboundRefused(
            f"{host} is neither a name nor an address in its usual form.", code="input_invalid"
        )
    if literal is not None and not outbound.permits(literal):
        raise _private(host)
    return url


class GuardedResolver(AbstractResolver):
    """Resolves names and drops addresses that may not be reached."""

    def __init__(self, outbound: Outbound, threads: ThreadPoolExecutor | None = None) -> None:
        """`threads` ask for names in place of the event loop's own, which names that hang would use up."""
        self._outbound = outbound
        self._threads = threads

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Addresses of `host` that may be reached. Raises OutboundRefused when there is none, OSError from DNS."""
        replaced = self._outbound.connect.get((host, port))
        name, target = replaced or (host, port)
        ask = partial(socket.getaddrinfo, name, target, family=family, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
        if replaced is None:
            addresses = [each for each in addresses if self._reachable(each)]
        if not addresses:
            raise _private(host)
        return [_result(host, address, target) for address in addresses]

    async def close(self) -> None:
        """Nothing is held."""

    def _reachable(self, text: str) -> bool:
        address = _literal(text)
        return address is not None and self._outbound.permits(address)


@asynccontextmanager
async def guarded_session(
    outbound: Outbound, *, seconds: float, threads: ThreadPoolExecutor | None = None
) -> AsyncIterator[aiohttp.ClientSession]:
    """A client that reaches only what `outbound` permits; every request ends within `seconds`.

    `threads` resolve names, see `GuardedResolver`.
    """
    connector = aiohttp.TCPConnector(
        resolver=GuardedResolver(outbound, threads), use_dns_cache=False, limit=0
    )
    timeout = aiohttp.ClientTimeout(total=seconds, connect=min(seconds, 10))
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    ) as session:
        yield session


@asynccontextmanager
async def guarded_get(
    session: aiohttp.ClientSession, outbound: Outbound, text: str
) -> AsyncIterator[aiohttp.ClientResponse]:
    """The answer to a GET, after at most five redirects, each checked. Raises OutboundRefused."""
    url = checked_url(text, outbound)
    for _ in range(_MAX_REDIRECTS + 1):
        async with session.get(url, allow_redirects=False) as response:
            where = response.headers.get("Location")
            if response.status not in _REDIRECTS or where is None:
                yield response
                return
            url = checked_url(str(url.join(URL(where))), outbound)
    raise OutboundRefused(f"The URL was redirected more than {_MAX_REDIRECTS} times.")


def _private(host: str) -> OutboundRefused:
    return OutboundRefused(
        f"{host} has no public address. The owner of this server can allow private networks"
        " with the setting `outbound_allow`."
    )


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _public(address: Address) -> bool:
    if address.is_multicast or address.is_reserved or any(address in network for network in _NEVER):
        return False
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    return address.is_global


def _embedded(address: Address) -> tuple[Address, ...]:
    """The address, or the IPv4 addresses that packets to it end up at."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if address in _NAT64 or (address in _V4_COMPATIBLE and int(address) > 1):
        return (IPv4Address(int(address) & 0xFFFF_FFFF),)
    return (address,)


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=0, flags=int(socket.AI_NUMERICHOST)
    )


def _pair(text: str) -> tuple[HostPort, HostPort]:
    left, _, right = text.partition("=")
    return _host_port(left, text), _host_port(right, text)


def _host_port(part: str, text: str) -> HostPort:
    host, _, port = part.strip().rpartition(":")
    if not host or not port.isdigit():
        raise LaternaError(
            f"Setting `outbound_connect` has {text!r}; allowed: HOST:PORT=ADDRESS:PORT.",
            code="invalid_setting",
            field="outbound_connect",
            value=text,
        )
    return host.strip("[]").lower(), int(port)
