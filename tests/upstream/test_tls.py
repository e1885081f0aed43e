"""TLS that works, and TLS that a careful client refuses."""

import ssl
from typing import Any

import aiohttp
import pytest

from laterna.upstream import running_upstream
from laterna.upstream.certificates import CERTIFICATES
from tests.upstream.customer import customer_of


def _trusting(authority: Any) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority))


async def test_a_client_that_trusts_the_authority_gets_through() -> None:
    async with running_upstream(tls="valid") as upstream:
        assert upstream.url.startswith("https://")
        async with customer_of(upstream.url, ssl=_trusting(upstream.authority)) as customer:
            url = await customer.clip()
            assert url.startswith(upstream.url)
            assert (await customer.ask("GET", url)).status == 200


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("self-signed", "self.signed"), ("expired", "expired"), ("wrong-host", "match|mismatch|not valid for")],
)
async def test_a_careful_client_refuses_every_other_certificate(kind: Any, reason: str) -> None:
    async with running_upstream(tls=kind) as upstream:
        async with customer_of(upstream.url, ssl=_trusting(upstream.authority)) as customer:
            with pytest.raises(aiohttp.ClientConnectorCertificateError, match=reason):
                await customer.create()
        assert await upstream.invoice() == ()
        async with customer_of(upstream.url, ssl=False) as careless:
            assert (await careless.create()).status == 200


async def test_a_certificate_of_nobody_knows_whom_is_refused_by_default() -> None:
    async with running_upstream(tls="valid") as upstream, customer_of(upstream.url) as customer:
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await customer.create()


def test_all_kinds_have_been_tried() -> None:
    assert set(CERTIFICATES) == {"valid", "self-signed", "expired", "wrong-host"}
