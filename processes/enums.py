# SPDX-License-Identifier: EUPL-1.2
"""States, kinds and named groups of states of the Gronings model. Labels are the words people see."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


# --- areas ------------------------------------------------------------------------------------------
class AreaKind(models.TextChoices):
    """What people call it."""

    WIJK = "wijk", _("wijk")
    DORP = "dorp", _("dorp")


class Step(models.IntegerChoices):
    """The three steps of the model (seed S). They come back in rounds."""

    CONVERSATION = 1, _("In gesprek")
    AGREEMENT = 2, _("Afspraken maken")
    EVALUATION = 3, _("Doen en terugkijken")


class ProcessState(models.TextChoices):
    """Whether an area is still going through the model."""

    RUNNING = "running", _("loopt")
    FINISHED = "finished", _("afgerond")


# --- parties ----------------------------------------------------------------------------------------
class Side(models.TextChoices):
    """Who speaks. Each side has its own colour everywhere."""

    WIJK = "wijk", _("wijk of dorp")
    GEMEENTE = "gemeente", _("gemeente")
    SAMEN = "samen", _("samen")
    RAAD = "raad", _("raad")


class PartyKind(models.TextChoices):
    """Kinds of parties in a process."""

    RESIDENT_ORGANISATION = "resident_organisation", _("bewonersorganisatie")
    AREA_TEAM = "area_team", _("gebiedsteam")
    RESIDENTS = "residents", _("inwoners (achterban)")


SIDE_OF_KIND = {
    PartyKind.RESIDENT_ORGANISATION: Side.WIJK,
    PartyKind.AREA_TEAM: Side.GEMEENTE,
    PartyKind.RESIDENTS: Side.WIJK,
}
# Parties whose consent an agreement needs; residents at large speak through contributions.
SIGNING_KINDS = (PartyKind.RESIDENT_ORGANISATION, PartyKind.AREA_TEAM)


class MembershipRole(models.TextChoices):
    """What somebody does in a party."""

    COORDINATOR = "coordinator", _("coördinator")
    MEMBER = "member", _("lid")
    DEPUTY = "deputy", _("vervanger")


# Who may bind the party: share, confirm and sign.
BINDING_ROLES = (MembershipRole.COORDINATOR, MembershipRole.DEPUTY)


# --- praatplaat -------------------------------------------------------------------------------------
class AnswerType(models.TextChoices):
    """How a question of the praatplaat is answered. Any type may also ask for a text."""

    TEXT = "text", _("open tekst")
    TWO_COLUMNS = "two_columns", _("open tekst in twee kolommen")
    ONE_CHOICE = "one_choice", _("één keuze")
    MANY_CHOICES = "many_choices", _("meer dan één keuze")
    SCALE = "scale", _("schaal van 1 tot 5")
    LEVEL_PER_TOPIC = "level_per_topic", _("keuze per onderwerp")
    ACCENT = "accent", _("tien punten over de drie archetypen")


class ImportState(models.TextChoices):
    """How far the reading of a question file is."""

    WAITING = "waiting", _("staat klaar")
    READING = "reading", _("wordt gelezen")
    DONE = "done", _("klaar")
    REFUSED = "refused", _("niet ingelezen")


class Level(models.TextChoices):
    """Levels of say (own proposal, domain model §2)."""

    N1 = "N1", _("adviseren")
    N2 = "N2", _("agenderen en initiatief nemen")
    N3 = "N3", _("verdelen en meebeslissen")
    N4 = "N4", _("overgedragen taak of bevoegdheid")


# --- conversations ----------------------------------------------------------------------------------
class ConversationState(models.TextChoices):
    """A round of the conversation."""

    OPEN = "open", _("loopt")
    CLOSED = "closed", _("afgesloten")


class AnswerState(models.TextChoices):
    """How far an answer has come. Each next state is a deliberate step."""

    DRAFT = "draft", _("concept")
    SHARED = "shared", _("gedeeld")
    PUBLISHED = "published", _("openbaar")


class JointState(models.TextChoices):
    """What both sides concluded together."""

    AGREED = "agreed", _("hier zijn we het over eens")
    AGREED_WITH_DIFFERENCE = "agreed_with_difference", _("eens, met een verschil dat is opgeschreven")
    NOT_YET = "not_yet", _("hier zijn we het nog niet over eens")


class JoinState(models.TextChoices):
    """What became of a wish to join a conversation (aanschuiven)."""

    ASKED = "asked", _("gevraagd")
    WELCOME = "welcome", _("welkom")
    NOT_NOW = "not_now", _("nu niet")


# --- agreements -------------------------------------------------------------------------------------
class AgreementKind(models.TextChoices):
    """The seven kinds of agreements (own proposal, domain model §6)."""

    ROL = "rol", _("Rol")
    TAAK = "taak", _("Taak (ook uitdaagrecht)")
    BUDGET = "budget", _("Budget")
    BEVOEGDHEID = "bevoegdheid", _("Overdracht van bevoegdheid")
    PROCESGARANTIE = "procesgarantie", _("Procesgarantie")
    INFORMATIE = "informatie", _("Informatie")
    EVALUATIEMOMENT = "evaluatiemoment", _("Evaluatiemoment")


class AgreementState(models.TextChoices):
    """The life of an agreement."""

    DRAFT = "draft", _("concept")
    DISCUSSED = "discussed", _("in gesprek")
    ADOPTED = "adopted", _("vastgesteld")
    RUNNING = "running", _("van kracht")
    EVALUATED = "evaluated", _("geëvalueerd")
    SUSPENDED = "suspended", _("opgeschort")
    ENDED = "ended", _("beëindigd")


AGREEMENT_OPEN_STATES = (AgreementState.DRAFT, AgreementState.DISCUSSED)
AGREEMENT_IN_FORCE_STATES = (AgreementState.ADOPTED, AgreementState.RUNNING, AgreementState.EVALUATED)
# Made once and not ended: in force, or suspended while a next version is on the table.
AGREEMENT_STANDING_STATES = (*AGREEMENT_IN_FORCE_STATES, AgreementState.SUSPENDED)
AGREEMENT_PUBLIC_STATES = (*AGREEMENT_STANDING_STATES, AgreementState.ENDED)
# What every signing party signs before an agreement is in force; a transfer needs the council besides.
TRANSFER_KINDS = (AgreementKind.BEVOEGDHEID,)
# As the state of a scope: all parties signed, and the council is asked to decide. The council may read along.
ASKS_COUNCIL = "asks_council"


# --- the council -------------------------------------------------------------------------------------
class CouncilOutcome(models.TextChoices):
    """What the council said to a bundle."""

    APPROVED = "approved", _("de raad zei ja")
    REJECTED = "rejected", _("de raad zei nee")


# --- the right to challenge (uitdaagrecht) ------------------------------------------------------------
class ChallengeRoute(models.TextChoices):
    """Who asks whom to take over a task (domain model §6). The values are those of the field of a taak."""

    OWN = "eigen", _("eigen taak")
    CHALLENGE = "uitdaagrecht", _("uitdaagrecht")
    REVERSED = "omgekeerd", _("omgekeerd uitdaagrecht")


class ChallengeStep(models.TextChoices):
    """How far a task has come on its route (own proposal, domain model §6)."""

    IDEA = "idea", _("idee")
    EXPLORATION = "exploration", _("verkenning")
    FEASIBILITY = "feasibility", _("maakbaarheid")
    CONSENT = "consent", _("akkoord van wie iets weggeeft")
    PROPOSAL = "proposal", _("voorstel")
    DECISION = "decision", _("besluit")
    TRIAL = "trial", _("proefperiode")
    RUNNING = "running", _("loopt")
    EVALUATION = "evaluation", _("evaluatie")
    CONTINUED = "continued", _("voortgezet")
    GIVEN_BACK = "given_back", _("teruggegeven")
    STOPPED = "stopped", _("gestopt")


# The route in order; how it ends is one of the last three.
CHALLENGE_ROUTE = (
    ChallengeStep.IDEA,
    ChallengeStep.EXPLORATION,
    ChallengeStep.FEASIBILITY,
    ChallengeStep.CONSENT,
    ChallengeStep.PROPOSAL,
    ChallengeStep.DECISION,
    ChallengeStep.TRIAL,
    ChallengeStep.RUNNING,
    ChallengeStep.EVALUATION,
)
CHALLENGE_OVER = (ChallengeStep.GIVEN_BACK, ChallengeStep.STOPPED)
# From here on a task stands on the agreement of the parties.
CHALLENGE_AGREED = (
    ChallengeStep.DECISION,
    ChallengeStep.TRIAL,
    ChallengeStep.RUNNING,
    ChallengeStep.EVALUATION,
    ChallengeStep.CONTINUED,
    ChallengeStep.GIVEN_BACK,
)
# While the task is being worked out, both sides fill in what it asks.
CHALLENGE_OPEN_TO_WRITING = (ChallengeStep.EXPLORATION, ChallengeStep.FEASIBILITY, ChallengeStep.CONSENT)


class GiverKind(models.TextChoices):
    """Who does the task now and would give it away."""

    DEPARTMENT = "department", _("afdeling van de gemeente")
    PARTNER = "partner", _("partner die de taak uitvoert")


class Consent(models.TextChoices):
    """What somebody who gives something away said."""

    OPEN = "open", _("nog geen antwoord")
    YES = "yes", _("akkoord")
    NO = "no", _("niet akkoord")
    NOT_NEEDED = "not_needed", _("hoeft niet meer")


class DecidedBy(models.TextChoices):
    """Who decided on a task."""

    COLLEGE = "college", _("het college")
    COUNCIL = "raad", _("de raad")


# --- promises ---------------------------------------------------------------------------------------
class PromiseResult(models.TextChoices):
    """What the party that promised reports."""

    DONE = "done", _("gedaan")
    PARTLY = "partly", _("deels gedaan")
    DROPPED = "dropped", _("gaat niet door")


class PromiseVerdict(models.TextChoices):
    """What the other side says of a report. Only what is confirmed counts."""

    CONFIRMED = "confirmed", _("bevestigd")
    DISPUTED = "disputed", _("betwist")


class PromiseState(models.TextChoices):
    """How a promise stands; it follows from its reports and is never written down."""

    PROMISED = "promised", _("beloofd")
    REPORTED = "reported", _("gemeld")
    WAITING = "waiting", _("wacht op bevestiging")
    PARTLY = "partly", _("deels bevestigd")
    CONFIRMED = "confirmed", _("bevestigd")
    DISPUTED = "disputed", _("betwist")
    DROPPED = "dropped", _("in overleg vervallen")


# As the state of a scope: which side owes the promise, so that the other side answers.
OWED_BY = {Side.WIJK: "owed_by_wijk", Side.GEMEENTE: "owed_by_gemeente"}


# --- the story of an agreement ----------------------------------------------------------------------
class AgreementEventKind(models.TextChoices):
    """What happened to an agreement that no version, signature or decision tells."""

    DISCUSSED = "discussed", _("voorgelegd aan de andere partij")
    SUSPENDED = "suspended", _("opgeschort")
    ADOPTED = "adopted", _("vastgesteld")
    TAKEN_BACK = "taken_back", _("voorstel ingetrokken")
    WITHDRAWN = "withdrawn", _("concept ingetrokken")
    ENDED = "ended", _("beëindigd")
    REPLACED = "replaced", _("vervangen")


# --- congruence -------------------------------------------------------------------------------------
class Severity(models.TextChoices):
    """How heavy a congruence rule weighs (domain model §5)."""

    BLOCKING = "blokkerend", _("moet eerst")
    REQUIRED = "vereist", _("hoort erbij")
    WARNING = "waarschuwing", _("let op")
    ADVICE = "advies", _("advies")


class FindingStatus(models.TextChoices):
    """What the check found. "Nog niet ingevuld" is no judgement of what people do."""

    MET = "voldaan", _("geregeld")
    OPEN = "open", _("nog niet ingevuld")
    POSTPONED = "uitgesteld", _("uitgesteld")


# --- evaluations ------------------------------------------------------------------------------------
class EvaluationKind(models.TextChoices):
    """Moments to look back (own proposal, domain model §7)."""

    SHORT = "short", _("korte check")
    YEARLY = "yearly", _("jaarevaluatie")
    AFTER_ROUND = "after_round", _("na een ronde")
    FINAL = "final", _("eindevaluatie")


class EvaluationState(models.TextChoices):
    """The life of one moment to look back."""

    PLANNED = "planned", _("gepland")
    HELD = "held", _("gehouden")
    CANCELLED = "cancelled", _("niet doorgegaan")


class Outcome(models.TextChoices):
    """What an evaluation decides."""

    KEEP = "keep", _("behouden")
    ADAPT = "adapt", _("aanpassen")
    STOP = "stop", _("stoppen")
    WIDEN = "widen", _("uitbreiden")


class CalledOff(models.TextChoices):
    """Why a planned moment does not take place. The sentence of the people themselves stands beside it."""

    TOGETHER = "together", _("afgelast door beide kanten")
    TAKEN_BACK = "taken_back", _("teruggenomen door wie het plande")
    AGREEMENT_ENDED = "agreement_ended", _("afgelast: afspraak beëindigd")


class MoveState(models.TextChoices):
    """What became of a proposal to look back on another day, or not at all."""

    PROPOSED = "proposed", _("wacht op bevestiging")
    CONFIRMED = "confirmed", _("bevestigd")
    DECLINED = "declined", _("niet overgenomen")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class LessonResult(models.TextChoices):
    """What became of a lesson, in the words of its owner."""

    UNKNOWN = "unknown", _("nog niet bekend")
    CHANGED = "changed", _("er is iets veranderd")
    BUSY = "busy", _("we zijn ermee bezig")
    NOTHING = "nothing", _("er is niets veranderd")


# After these answers nobody asks again what became of a lesson.
LESSON_DONE = (LessonResult.CHANGED, LessonResult.NOTHING)


# --- reminders --------------------------------------------------------------------------------------
class ReminderKind(models.TextChoices):
    """What somebody is reminded of, and when (domain model §7). Relative to a planned day, or to a change."""

    SIX_WEEKS_BEFORE = "six_weeks_before", _("zes weken vooraf")
    TWO_WEEKS_BEFORE = "two_weeks_before", _("twee weken vooraf")
    ON_THE_DAY = "on_the_day", _("op de dag")
    TWO_WEEKS_LATE = "two_weeks_late", _("twee weken later")
    SIX_WEEKS_LATE = "six_weeks_late", _("zes weken later")
    CONVERSATION_QUIET = "conversation_quiet", _("gesprek dat stil ligt")
    ANSWER_WAITS = "answer_waits", _("antwoord van de andere kant")
    JOINT_WAITS = "joint_waits", _("gezamenlijk voorstel dat wacht")
    SIGNATURE_WAITS = "signature_waits", _("versie die op een handtekening wacht")
    PROMISE_WAITS = "promise_waits", _("melding die op bevestiging wacht")
    LESSON_WAITS = "lesson_waits", _("leerpunt van een jaar geleden")
    MOVE_WAITS = "move_waits", _("voorstel voor een moment dat wacht")
    OUTCOME_WAITS = "outcome_waits", _("besluit van het terugkijken dat wacht")
    SEAT_ENDS = "seat_ends", _("mandaat dat afloopt")
    AGREEMENT_ENDS = "agreement_ends", _("afspraak die afloopt")
    DECISION_ENDS = "decision_ends", _("raadsbesluit dat afloopt")
    ONE_PERSON_LEFT = "one_person_left", _("partij met nog één persoon")
    COUNCIL_OVERVIEW = "council_overview", _("overzicht voor de raad")


class ReminderTopic(models.TextChoices):
    """Kinds of reminders as people choose between them on "Mijn herinneringen"."""

    LOOKING_BACK = "looking_back", _("Samen terugkijken")
    CONVERSATION = "conversation", _("Het gesprek")
    SIGNING = "signing", _("Ondertekenen")
    PROMISES = "promises", _("Wat is beloofd en gedaan")
    ENDING = "ending", _("Wat afloopt")
    PEOPLE = "people", _("De mensen van uw partij")
    COUNCIL = "council", _("Overzicht voor de raad")


TOPIC_OF_KIND = {
    ReminderKind.SIX_WEEKS_BEFORE: ReminderTopic.LOOKING_BACK,
    ReminderKind.TWO_WEEKS_BEFORE: ReminderTopic.LOOKING_BACK,
    ReminderKind.ON_THE_DAY: ReminderTopic.LOOKING_BACK,
    ReminderKind.TWO_WEEKS_LATE: ReminderTopic.LOOKING_BACK,
    ReminderKind.SIX_WEEKS_LATE: ReminderTopic.LOOKING_BACK,
    ReminderKind.CONVERSATION_QUIET: ReminderTopic.CONVERSATION,
    ReminderKind.ANSWER_WAITS: ReminderTopic.CONVERSATION,
    ReminderKind.JOINT_WAITS: ReminderTopic.CONVERSATION,
    ReminderKind.SIGNATURE_WAITS: ReminderTopic.SIGNING,
    ReminderKind.PROMISE_WAITS: ReminderTopic.PROMISES,
    ReminderKind.LESSON_WAITS: ReminderTopic.LOOKING_BACK,
    ReminderKind.MOVE_WAITS: ReminderTopic.LOOKING_BACK,
    ReminderKind.OUTCOME_WAITS: ReminderTopic.LOOKING_BACK,
    ReminderKind.SEAT_ENDS: ReminderTopic.ENDING,
    ReminderKind.AGREEMENT_ENDS: ReminderTopic.ENDING,
    ReminderKind.DECISION_ENDS: ReminderTopic.ENDING,
    ReminderKind.ONE_PERSON_LEFT: ReminderTopic.PEOPLE,
    ReminderKind.COUNCIL_OVERVIEW: ReminderTopic.COUNCIL,
}


class ReminderState(models.TextChoices):
    """What became of one reminder."""

    WAITING = "waiting", _("wacht")
    QUEUED = "queued", _("in een mail gezet")
    SKIPPED = "skipped", _("overgeslagen")
    STOPPED = "stopped", _("tegengehouden door beheer")


class WhySkipped(models.TextChoices):
    """Why a reminder was put aside."""

    NEWER = "newer", _("er was een nieuwere")
    TOLD = "told", _("kort geleden al verteld")
    DONE = "done", _("niet meer nodig")
    EXPIRED = "expired", _("te lang geleden")
    UNWANTED = "unwanted", _("wil geen mail hierover")
    NO_ADDRESS = "no_address", _("geen adres dat werkt")


class Rhythm(models.TextChoices):
    """How often somebody wants mail on a topic."""

    DAILY = "daily", _("elke dag als er iets is")
    WEEKLY = "weekly", _("één keer per week, op maandag")
    NEVER = "never", _("geen mail")


# --- permissions ------------------------------------------------------------------------------------
class Permission(StrEnum):
    """Everything somebody can be allowed to do in the model. Granted in `rules/permissions.py`."""

    PROCESS_READ = "process.read"
    PROCESS_SET_STEP = "process.set_step"
    PARTY_READ_PEOPLE = "party.read_people"
    PARTY_INVITE = "party.invite"
    PARTY_END_MEMBERSHIP = "party.end_membership"
    PRAATPLAAT_READ = "praatplaat.read"
    PRAATPLAAT_EDIT = "praatplaat.edit"
    ANSWER_WRITE = "answer.write"
    ANSWER_SHARE = "answer.share"
    ANSWER_HISTORY = "answer.history"
    ANSWER_PUBLISH = "answer.publish"
    JOINT_WRITE = "joint.write"
    JOINT_CONFIRM = "joint.confirm"
    CONVERSATION_MOVE = "conversation.move"
    ROUND_CHANGE = "round.change"
    CONTRIBUTION_LINK_OPEN = "contribution_link.open"
    CONTRIBUTIONS_READ = "contributions.read"
    PAPER_TYPE_IN = "paper.type_in"
    SITTING_HOLD = "sitting.hold"
    SITTING_READ = "sitting.read"
    JOIN_READ = "join.read"
    JOIN_ASK = "join.ask"
    JOIN_ANSWER = "join.answer"
    AGREEMENT_READ = "agreement.read"
    AGREEMENT_DRAFT = "agreement.draft"
    AGREEMENT_AMEND = "agreement.amend"
    AGREEMENT_SIGN = "agreement.sign"
    COUNCIL_BUNDLE_READ = "council_bundle.read"
    COUNCIL_BUNDLE_SUBMIT = "council_bundle.submit"
    PROMISE_MAKE = "promise.make"
    PROMISE_READ = "promise.read"
    PROMISE_REPORT = "promise.report"
    PROMISE_ANSWER = "promise.answer"
    EVIDENCE_READ = "promise.read_evidence"
    COUNCIL_DECISION_RECORD = "council_decision.record"
    CHALLENGE_READ = "challenge.read"
    CHALLENGE_WRITE = "challenge.write"
    CHALLENGE_MOVE = "challenge.move"
    CONGRUENCE_POSTPONE = "congruence.postpone"
    RULES_READ = "rules.read"
    RULES_EDIT = "rules.edit"
    EVALUATION_READ = "evaluation.read"
    EVALUATION_PLAN = "evaluation.plan"
    EVALUATION_HOLD = "evaluation.hold"
    EVALUATION_CYCLE = "evaluation.cycle"
    EVALUATION_SHEETS_READ = "evaluation.sheets_read"
    EVALUATION_ANSWER = "evaluation.answer"
    EVALUATION_SHARE = "evaluation.share"
    EVALUATION_ASK_RESIDENTS = "evaluation.ask_residents"
    LESSON_READ = "lesson.read"
    LESSON_WRITE = "lesson.write"
    COUNCIL_EXTRAS_READ = "council.extras_read"
    REMINDERS_CHOOSE = "reminders.choose"
    ADMINISTER = "portal.administer"
