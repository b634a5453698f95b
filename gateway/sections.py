"""What each section of config.toml may say. All of it together: `gateway/config.py: Settings`."""

from __future__ import annotations

from typing import Literal

import holidays
from pydantic import BaseModel, ConfigDict, Field, field_validator

Words = dict[str, str]
"""A text by language."""


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NavigationSettings(Section):
    """The keys that work on every screen."""

    back: str = "0"
    home: str = "00"
    more: str = "98"


class ChannelSettings(Section):
    """One connection to a telco.

    ussd: USSD code -> flow; sender: what phones see as the sender; rate: segments a second;
    own_numbers: further numbers of ours, which never get a reply.
    """

    adapter: str = "africastalking"
    ussd: dict[str, str] = {}
    short_code: str
    sender: str = ""
    own_numbers: tuple[str, ...] = ()
    rate: float = Field(default=20, gt=0)


class KeywordSettings(Section):
    """A word that a text message begins with: it starts a flow or does one of the gateway's own actions.

    role    it is there only for officers who have that role, `officer` for those who have any
    exact   no wrong letter is forgiven, for it is one letter away from something that people say
    always  it is meant whatever was asked before; urgent: and what its flow asks is answered before anything else
    along   words that may stand behind it and leave it what it is
    whole   those of its words that belong to what is said with them: `belum datang` is not `datang`
    """

    flow: str = ""
    action: Literal["", "stop", "start", "help"] = ""
    aliases: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    role: Literal["", "officer", "operator", "head", "district", "regency", "province"] = ""
    exact: bool = False
    always: bool = False
    urgent: bool = False
    along: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


class CategorySettings(Section):
    """A ticket category (`kind`: report or letter) or a product category (`kind`: product).

    deadline: working days in which a ticket should be resolved; None: `[desk]`'s. urgent: somebody must answer at once.
    """

    kind: Literal["report", "letter", "product"]
    name: Words
    deadline: int | None = Field(default=None, ge=0, le=365)
    urgent: bool = False


class ReplySettings(Section):
    """The flow that a short text starts which answers a notice, or any message of an inquiry. It knows what that was
    about.

    words: keywords that answer it rather than start a flow of their own, unless a code stands behind them. commands:
    where any words are an answer, keywords that start their own flow all the same, with any words behind them.
    """

    flow: str = Field(min_length=1)
    fills: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


class DeskSettings(Section):
    """How the village desk works. Days are working days where the name says so, else calendar days.

    holidays: the country (ISO 3166) whose public holidays are no working days, or ""; closes_at: the hour at which a
    working day, and so a deadline, ends; level_working_days: after a deadline, how long each level has before the next.
    """

    deadline_working_days: int = Field(default=5, ge=0, le=365)
    level_working_days: int = Field(default=3, ge=1, le=365)
    working_weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    holidays: str = "ID"
    closes_at: int = Field(default=16, ge=1, le=23)
    digest_at: int = Field(default=7, ge=0, le=23)
    urgent_minutes: int = Field(default=15, ge=1)
    reopen_days: int = Field(default=14, ge=0)
    silence_days: int = Field(default=14, ge=1)
    pin_hours: int = Field(default=12, ge=1)
    pin_tries: int = Field(default=5, ge=1)
    pin_locked_minutes: int = Field(default=60, ge=1)

    @field_validator("working_weekdays")
    @classmethod
    def _some_weekday(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if not value or not set(value) <= set(range(1, 8)):
            raise ValueError("name at least one weekday, 1 (Monday) to 7 (Sunday)")
        return value

    @field_validator("holidays")
    @classmethod
    def _known_country(cls, value: str) -> str:
        if value and value not in holidays.list_supported_countries():
            raise ValueError(f"there are no holidays known of {value!r}")
        return value


class MarketSettings(Section):
    """silence_days: after that long without a word from buyer or seller an inquiry is closed."""

    silence_days: int = Field(default=7, ge=1)


class GuideSettings(Section):
    """The card that a village hangs on its wall. Keyword -> an example of it by language, in the card's order."""

    villagers: dict[str, Words] = {}
    officers: dict[str, Words] = {}
    texts: dict[str, Words] = {}


class LimitSettings(Section):
    """Seconds unless the name says otherwise."""

    resume_minutes: int = 30
    sms_dialogue_hours: int = 24
    question_minutes: int = 30
    help_per_hour: int = 3
    notice_answer_days: int = 14
    replies_per_contact_hour: int = 40
    replies_per_officer_hour: int = 120
    session_expiry: int = 900
    send_attempts: int = 8
    sending_lease: int = 60


class BudgetSettings(Section):
    """Outgoing segments a day (local midnight); 0: no limit. officer_day: an officer's, instead of contact_day."""

    channel_day: int = 200_000
    village_day: int = 20_000
    contact_day: int = 60
    officer_day: int = 600


class RightsSettings(Section):
    """What people may ask about themselves. erase_after_hours: how long HAPUS DATA takes at most."""

    erase_after_hours: int = Field(default=24, ge=0, le=72)


class RetentionSettings(Section):
    """Days for which things are kept; 0: for ever. tickets: then those that are over lose number and name."""

    messages: int = Field(default=365, ge=0)
    sessions: int = Field(default=90, ge=0)
    tickets: int = Field(default=1825, ge=0)


class BroadcastSettings(Section):
    """Calling out. roles: which officers may; price_per_segment: in rupiah, for the estimate that is shown first."""

    roles: tuple[Literal["operator", "head", "district", "regency"], ...] = ("head", "district", "regency")
    price_per_segment: int = Field(default=350, ge=0)
    same_text_minutes: int = Field(default=60, ge=0)


class PublishingSettings(Section):
    """watch: publish the flow folder whenever it changed and passes its check; for who writes flows, not for a server
    that people dial.
    """

    watch: bool = False


class SimulatorSettings(Section):
    """The web phone and the telco behind it."""

    enabled: bool = True
