# SPDX-License-Identifier: EUPL-1.2
"""Where reminders come from. A new source is one small class in a file here, and its line in `SOURCES`."""

from processes.queries.reminder_sources.agreements import AgreementsThatEnd, VersionsToSign
from processes.queries.reminder_sources.base import Source, Table
from processes.queries.reminder_sources.conversations import (
    AnswersThatWait,
    JointAnswersThatWait,
    QuietConversations,
)
from processes.queries.reminder_sources.council import CouncilDecisionsThatEnd, CouncilOverview
from processes.queries.reminder_sources.evaluation_follow_up import OutcomesThatWait, ProposalsThatWait
from processes.queries.reminder_sources.evaluations import PlannedEvaluations
from processes.queries.reminder_sources.lessons import LessonsOfAYearAgo
from processes.queries.reminder_sources.parties import LonelyParties, MandatesThatEnd
from processes.queries.reminder_sources.promises import ReportsThatWait

SOURCES: tuple[Source, ...] = (
    PlannedEvaluations(),
    ProposalsThatWait(),
    OutcomesThatWait(),
    QuietConversations(),
    AnswersThatWait(),
    JointAnswersThatWait(),
    VersionsToSign(),
    ReportsThatWait(),
    LessonsOfAYearAgo(),
    MandatesThatEnd(),
    AgreementsThatEnd(),
    CouncilDecisionsThatEnd(),
    LonelyParties(),
    CouncilOverview(),
)
SOURCE_OF_KIND = {kind: source for source in SOURCES for kind in source.kinds}

__all__ = ["SOURCES", "SOURCE_OF_KIND", "Source", "Table"]
