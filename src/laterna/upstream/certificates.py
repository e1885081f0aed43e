"""Certificates for TLS that works, and for TLS that must not: made on the spot, for one run."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from laterna.clock import SECOND

Certificate = Literal["valid", "self-signed", "expired", "wrong-host"]
"""What is wrong with the certificate. All but `self-signed` are signed by a certificate authority of their own."""

CERTIFICATES: tuple[str, ...] = get_args(Certificate)

_ELSEWHERE = "elsewhere.invalid"
_LIFE = timedelta(days=30)
_LONG_AGO = timedelta(days=60)


class TlsFiles(Struct, frozen=True):
    """PEM files: the server's certificate and key, and the authority that a client is to trust."""

    certificate: Path
    key: Path
    authority: Path


def make_certificate(folder: Path, kind: Certificate, host: str, now: int) -> TlsFiles:
    """Writes the files for a server at `host`; `now` is in microseconds since 1970. Blocks for some milliseconds."""
    made = TlsFiles(folder / "server.pem", folder / "server.key", folder / "authority.pem")
    moment = datetime.fromtimestamp(now / SECOND, UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _root(root_key, moment)
    begins = moment - _LONG_AGO if kind == "expired" else moment - timedelta(hours=1)
    names = (_ELSEWHERE,) if kind == "wrong-host" else (host, "localhost", "127.0.0.1", "::1")
    alone = kind == "self-signed"
    leaf = (
        _builder(names[0], key, begins)
        .issuer_name(_name(names[0]) if alone else root.subject)
        .add_extension(_alternatives(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key((key if alone else root_key).public_key()),
            critical=False,
        )
        .sign(key if alone else root_key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    made.certificate.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    made.authority.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    made.key.touch(mode=0o600)
    made.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return made


def _root(key: ec.EllipticCurvePrivateKey, moment: datetime) -> x509.Certificate:
    name = "Laterna's emulator"
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        _builder(name, key, moment - 2 * _LONG_AGO, life=8 * _LONG_AGO)
        .issuer_name(_name(name))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _builder(
    name: str, key: ec.EllipticCurvePrivateKey, begins: datetime, *, life: timedelta = _LIFE
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternatives(names: tuple[str, ...]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([_alternative(name) for name in dict.fromkeys(names)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
