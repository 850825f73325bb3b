# SPDX-License-Identifier: EUPL-1.2
"""Words and parts that the pages of the conversation share."""

import re

from django.utils.translation import gettext as _

from gm_portal.core.origins import SOURCE_NAMES
from processes.enums import AnswerState, JointState
from processes.queries.praatplaat import JointStanding
from processes.rules.conversations import Reader


def state_word(
    state: str,
    reader: Reader,
    *,
    has_newer_draft: bool = False,
    is_hidden: bool = False,
    is_skipped: bool = False,
) -> str:
    """How far one party is, in words for this reader. "Nog niet openbaar" says nothing about what is written."""
    if is_hidden:
        return _("gedeeld, nog niet zichtbaar")
    if is_skipped and state == "":
        return _("komt later")
    if state == "":
        if reader == Reader.OWN:
            return _("nog niet ingevuld")
        return _("nog niet gedeeld") if reader == Reader.TABLE else _("nog niet openbaar")
    word = str(AnswerState(state).label)
    return _("%(state)s, met nieuwer concept") % {"state": word} if has_newer_draft else word


def joint_word(joint: JointStanding) -> str:
    """How far the joint answer is, in words; empty when there is none."""
    if joint.waits:
        return _("voorstel wacht op bevestiging")
    return str(JointState(joint.state).label) if joint.state else ""


def read_anchor(anchor: str) -> list[tuple[str, str]]:
    """What a question rests on, as readers know it: the source in full, and its words.

    The domain notes write "S: 'quote'; B, leerpunt 2: 'quote'; found: source"; a quote may hold a semicolon.
    """
    lines: list[tuple[str, str]] = []
    # The words are Dutch and stay so on an English page: half a translated sentence is read by nobody.
    anchor = anchor.replace("de seed", "het raadsstuk").replace("own proposal", "eigen voorstel")
    for part in re.split(r"; (?=(?:S|B|B, [^:']+|found): |'|[^;]{1,30}: found )", anchor):
        match = re.match(r"(S|B|found)(?:, ([^:']+))?: (.*)", part, re.DOTALL)
        if match is None:
            source = lines[-1][0] if lines and part.startswith("'") else ""
            lines.append((source, part.replace("found (", _("openbare bron ("))))
        elif match[1] == "found":
            lines.append((_("Openbare bron"), match[3]))
        else:
            title = str(SOURCE_NAMES[match[1]])
            lines.append((f"{title}, {match[2]}" if match[2] else title, match[3]))
    return [(source, text.strip()) for source, text in lines if text.strip()]
