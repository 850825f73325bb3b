# SPDX-License-Identifier: EUPL-1.2
"""The records of the Gronings model, one file per concept."""

from processes.models.agreements import Agreement, AgreementVersion, CouncilDecision, SignOff
from processes.models.archetypes import Archetype
from processes.models.areas import Area, Experiment, Fact, Process, StoryEvent
from processes.models.contributions import Contribution, ContributionLink, ContributionPart
from processes.models.conversations import (
    Answer,
    AnswerRevision,
    Conversation,
    JointAnswer,
    JointConfirmation,
    JointRevision,
)
from processes.models.evaluations import Evaluation, EvaluationMove
from processes.models.lessons import Lesson
from processes.models.parties import Membership, Party, PartyInvitation
from processes.models.praatplaat import (
    BuildingBlock,
    CompassValue,
    LevelOfSay,
    Praatplaat,
    PraatplaatImport,
    Question,
)
from processes.models.reminders import Reminder
from processes.models.sittings import JoinRequest, Sitting

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Answer",
    "AnswerRevision",
    "Archetype",
    "Area",
    "BuildingBlock",
    "CompassValue",
    "Contribution",
    "ContributionLink",
    "ContributionPart",
    "Conversation",
    "CouncilDecision",
    "Evaluation",
    "EvaluationMove",
    "Experiment",
    "Fact",
    "JoinRequest",
    "JointAnswer",
    "JointConfirmation",
    "JointRevision",
    "Lesson",
    "LevelOfSay",
    "Membership",
    "Party",
    "PartyInvitation",
    "Praatplaat",
    "PraatplaatImport",
    "Process",
    "Question",
    "Reminder",
    "SignOff",
    "Sitting",
    "StoryEvent",
]
