"""Talking to a mail server: TLS where it is offered, no password without it, and failures in a sentence."""

import ipaddress
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from directory.mail import MailError, SmtpMail
from storage import utc_now
from tests.smtp_double import MailServer, mail_server

SENDER = "Fennbrook Council <directory@council.example.org>"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(utc_now() - timedelta(days=1))
        .not_valid_after(utc_now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


def send(url: str) -> None:
    SmtpMail(url, SENDER).send("fun@example.org", "Is this still right?", "Hello\n.\nGoodbye")


def with_password(server: MailServer) -> str:
    return server.url.replace("//", "//user:pass%40word@")


def test_a_letter_arrives_whole(server: MailServer) -> None:
    send(server.url)
    letter = server.letters[0]
    assert letter["From"] == SENDER
    assert letter.get_content().split() == ["Hello", ".", "Goodbye"]
    assert letter["Message-ID"].endswith("@council.example.org>")


def test_a_password_goes_only_through_tls(
    server: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MailError, match="SMTPNotSupportedError"):
        send(with_password(server))
    server.certificate = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    send(with_password(server))
    assert [line.split()[0] for line in server.said if line[:4] in ("STAR", "AUTH")] == ["STARTTLS", "AUTH"]
    assert len(server.letters) == 1


def test_a_server_that_shows_somebody_elses_certificate_gets_nothing(server: MailServer, certificate: Path) -> None:
    server.certificate = certificate
    with pytest.raises(MailError, match="SSLCertVerificationError"):
        send(with_password(server))
    assert not any(line.startswith(("AUTH", "mail")) for line in server.said)
    assert server.letters == []


def test_a_server_that_is_away_is_a_sentence_without_an_address() -> None:
    for url in ("smtp://127.0.0.1:1", "smtps://127.0.0.1:1"):
        with pytest.raises(MailError, match="could not be used") as told:
            send(url)
        assert "fun@example.org" not in str(told.value)


@pytest.mark.parametrize(("to", "subject"), [("a@b.org\r\nBcc: c@d.org", "x"), ("a@b.org", "x\r\nBcc: c@d.org")])
def test_no_header_can_be_smuggled_in(to: str, subject: str, server: MailServer) -> None:
    with pytest.raises(MailError):
        SmtpMail(server.url, SENDER).send(to, subject, "Hello")
    assert server.said == []
