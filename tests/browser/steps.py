# SPDX-License-Identifier: EUPL-1.2
"""Steps that several stories take: what a person finds in the mailbox or on paper."""

import io
import re

from playwright.sync_api import Page
from pypdf import PdfReader

from gm_portal.core.models import OutgoingMail


def link_for(address: str) -> str:
    """The link of the latest invitation that was mailed to this address."""
    found = re.search(r"/uitnodiging/\S+", OutgoingMail.objects.filter(to=address).latest("pk").body)
    assert found
    return found[0]


def code_on_the_sheet(page: Page) -> str:
    """The code of the party, read from its sheets as a person would."""
    address = page.locator("form[action$='vragen.pdf']").get_attribute("action")
    content = page.context.request.get(page.url.split("/gebieden/")[0] + str(address)).body()
    words = " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    found = re.search(r"Bladcode ([A-Z0-9]{6})", words)
    assert found, words
    return found[1]
