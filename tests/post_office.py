# SPDX-License-Identifier: EUPL-1.2
"""A real SMTP server for tests: it keeps what it is handed, and can refuse, stall or hang up."""

import asyncio
import email
import email.policy
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class PostOffice:
    """What arrived, and how to answer: by address the reply to RCPT, or to the whole mail."""

    port: int = 0
    arrived: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    refuses_data: dict[str, str] = field(default_factory=dict)
    stalls: set[str] = field(default_factory=set)
    connections: int = 0

    @property
    def names(self) -> list[str]:
        """Who got a mail, by the part before the @; twice when there were two."""
        return sorted(address.split("@")[0] for address, _message in self.arrived)

    def ids(self, address: str) -> list[str]:
        """The Message-IDs of the mails to one address."""
        return [str(message["Message-ID"]) for to, message in self.arrived if to == address]

    async def handle_EHLO(  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count who comes in."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse one recipient."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the mail."""
        [address] = envelope.rcpt_tos
        if address in self.stalls:
            await asyncio.sleep(30)
        if address in self.refuses_data:
            return self.refuses_data[address]
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        self.arrived.append((address, message))
        return "250 OK"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A server on 127.0.0.1, on a port of its own, as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        office = PostOffice(port=free.getsockname()[1])
    # Otherwise each command of the dialogue is a line in the report of a test that fails.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
