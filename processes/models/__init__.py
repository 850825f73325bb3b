# SPDX-License-Identifier: EUPL-1.2
"""The records of the Gronings model, one file per concept."""

from processes.models.agreement_relations import AgreementEvent, AgreementParty, AgreementSource
from processes.models.agreements import Agreement, AgreementVersion, SignOff
from processes.models.archetypes import Archetype
from processes.models.areas import Area, Experiment, Fact, Process, StoryEvent
from processes.models.challenges import Challenge, ChallengeMove, GivingParty
from processes.models.congruence import Postponement, RuleSet, RuleText
from processes.models.contributions import Contribution, ContributionLink, ContributionPart
from processes.models.conversations import (
    Answer,
    AnswerRevision,
    Conversation,
    JointAnswer,
    JointConfirmation,
    JointRevision,
)
from processes.models.council import CouncilBundle, CouncilBundleItem, CouncilDecision
from processes.models.evaluation_answers import EvaluationLink, EvaluationSheet, EvaluationVoice
from processes.models.evaluations import (
    AgreementOutcome,
    Evaluation,
    EvaluationCycle,
    EvaluationMove,
    MoveProposal,
)
from processes.models.lessons import Lesson
from processes.models.paper import PaperAnswer
from processes.models.parties import Membership, Party, PartyInvitation
from processes.models.praatplaat import (
    BuildingBlock,
    CompassValue,
    LevelOfSay,
    Praatplaat,
    PraatplaatImport,
    Question,
)
from processes.models.promises import (
    Promise,
    PromiseAnswer,
    PromiseEvidence,
    PromiseReport,
)
from processes.models.reminders import Reminder, ReminderPause, ReminderPreference, ReminderRun
from processes.models.sittings import JoinRequest, Sitting

__all__ = [
    "Agreement",
    "AgreementEvent",
    "AgreementOutcome",
    "AgreementParty",
    "AgreementSource",
    "AgreementVersion",
    "Answer",
    "AnswerRevision",
    "Archetype",
    "Area",
    "BuildingBlock",
    "Challenge",
    "ChallengeMove",
    "CompassValue",
    "Contribution",
    "ContributionLink",
    "ContributionPart",
    "Conversation",
    "CouncilBundle",
    "CouncilBundleItem",
    "CouncilDecision",
    "Evaluation",
    "EvaluationCycle",
    "EvaluationLink",
    "EvaluationMove",
    "EvaluationSheet",
    "EvaluationVoice",
    "Experiment",
    "Fact",
    "GivingParty",
    "JoinRequest",
    "JointAnswer",
    "JointConfirmation",
    "JointRevision",
    "Lesson",
    "LevelOfSay",
    "Membership",
    "MoveProposal",
    "PaperAnswer",
    "Party",
    "PartyInvitation",
    "Postponement",
    "Praatplaat",
    "PraatplaatImport",
    "Process",
    "Promise",
    "PromiseAnswer",
    "PromiseEvidence",
    "PromiseReport",
    "Question",
    "Reminder",
    "ReminderPause",
    "ReminderPreference",
    "ReminderRun",
    "RuleSet",
    "RuleText",
    "SignOff",
    "Sitting",
    "StoryEvent",
]
