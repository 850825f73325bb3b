# SPDX-License-Identifier: EUPL-1.2
"""What a refusal of a mail server says: of the address, of the mail, or of us."""

from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.smtp_answers import is_final, unknown_address


def refused(code: int, text: bytes) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused({"a@test.example": (code, text)})


@pytest.mark.parametrize(
    ("code", "text", "is_unknown"),
    [
        (550, b"user unknown", True),
        (550, b"5.1.1 <a@test.example>: Recipient address rejected: User unknown in virtual mailbox", True),
        (550, b"5.1.10 RESOLVER.ADR.RecipientNotFound", True),
        (550, b"5.2.1 The email account that you tried to reach is disabled", True),
        (551, b"user not local", True),
        (553, b"mailbox name not allowed", True),
        (550, b"5.1.8 sender domain does not exist", False),
        (550, b"5.7.1 relaying denied", False),
        (550, b"relay not permitted", False),
        (550, b"blocked by Spamhaus", False),
        (550, b"5.4.1 access denied", False),
        (552, b"5.2.2 mailbox full", False),
        (552, b"mailbox full", False),
        (554, b"transaction failed", False),
        (450, b"5.1.1 contradicts itself", False),
        (450, b"4.2.1 busy", False),
    ],
)
def test_only_an_address_that_does_not_exist_is_unknown(code: int, text: bytes, is_unknown: bool) -> None:
    for error in (refused(code, text), SMTPDataError(code, text)):
        assert unknown_address(error) == (f"{code} {text.decode()}" if is_unknown else "")
        assert is_final(error) == (code >= 500)


@pytest.mark.parametrize(
    ("error", "final"),
    [
        (SMTPAuthenticationError(535, b"our password is wrong"), False),
        (SMTPServerDisconnected("gone"), False),
        (TimeoutError("timed out"), False),
        (ValueError("a newline in the subject"), True),
    ],
)
def test_what_is_no_answer_on_an_address_says_nothing_of_it(error: OSError | ValueError, final: bool) -> None:
    assert (unknown_address(error), is_final(error)) == ("", final)


@given(st.integers(400, 599), st.binary(max_size=500))
def test_whatever_a_server_says_is_one_short_line(code: int, text: bytes) -> None:
    said = unknown_address(refused(code, text))
    assert len(said) <= 300
    assert "\x00" not in said
    assert said == " ".join(said.split())
