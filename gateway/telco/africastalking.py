"""Africa's Talking: the forms that it posts. Sending is in `africastalking_sending`. The facts are TELCO.md's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from gateway import phone_number
from gateway.config import Environment, Settings
from gateway.telco.africastalking_sending import Sms
from gateway.telco.base import BadRequest, Callback, InboundSms, OptOut, Receipt, Report, ReportStatus, UssdEnd, UssdHop

REPORTS = {
    "success": ReportStatus.DELIVERED,
    "failed": ReportStatus.FAILED,
    "rejected": ReportStatus.FAILED,
    "absentsubscriber": ReportStatus.FAILED,
    "expired": ReportStatus.FAILED,
}
"""A report's `status` in lower case. Sent, Submitted, Buffered, and any never seen before, are interim."""

BLACKLISTED = "userinblacklist"
LONGEST_WORD, LONGEST_TEXT = 200, 5_000


class AfricasTalking:
    """The telco (`gateway.telco.base.Telco`). `region`: how a number without a country is read."""

    batch = 100

    def __init__(self, username: str, api_key: str, base: str, region: str) -> None:
        self._sms = Sms(username, api_key, base)
        self._region = region

    @classmethod
    def from_settings(cls, settings: Settings, environment: Environment) -> AfricasTalking:
        """Neither a key nor an address: the built-in simulator on our own port."""
        if environment.simulated:
            return cls("sandbox", "simulator", f"http://127.0.0.1:{environment.port}/simulator", settings.region)
        return cls(environment.at_username, environment.at_api_key, environment.at_base_url, settings.region)

    def fields(self, callback: Callback) -> Mapping[str, str]:
        return callback.form

    def ussd_hop(self, form: Mapping[str, str]) -> UssdHop:
        return UssdHop(
            session_id=_word(form, "sessionId"),
            code=_word(form, "serviceCode"),
            phone=self._phone(form),
            text=_text(form, "text"),
            network=_text(form, "networkCode"),
        )

    def ussd_answer(self, text: str, final: bool) -> tuple[str, str]:
        return f"{'END' if final else 'CON'} {text}", "text/plain; charset=utf-8"

    def ussd_end(self, form: Mapping[str, str]) -> UssdEnd:
        return UssdEnd(
            session_id=_word(form, "sessionId"),
            phone=self._phone(form),
            status=_word(form, "status"),
            text=_text(form, "input", ""),
            hops=_count(form, "hopsCount"),
            duration_ms=_count(form, "durationInMillis"),
            error=_text(form, "errorMessage", ""),
        )

    def inbound_sms(self, form: Mapping[str, str]) -> InboundSms:
        sender = _word(form, "from")
        return InboundSms(
            external_id=_word(form, "id"),
            sender=self._e164(sender) or sender,
            to=_word(form, "to"),
            text=_text(form, "text"),
            sent_at=_date(form.get("date", "")),
            link_id=_text(form, "linkId", ""),
        )

    def report(self, form: Mapping[str, str]) -> Report:
        status, reason = _word(form, "status"), _text(form, "failureReason", "")
        return Report(
            external_id=_word(form, "id"),
            status=REPORTS.get(status.lower(), ReportStatus.SENT),
            raw_status=status,
            reason=reason,
            opted_out=BLACKLISTED in {status.lower(), reason.strip().lower()},
            phone=self._phone(form),
        )

    def opt_out(self, form: Mapping[str, str]) -> OptOut:
        return OptOut(phone=self._phone(form), stopped=True)

    def subscription(self, form: Mapping[str, str]) -> OptOut:
        kind = _word(form, "updateType").lower()
        if kind not in {"addition", "deletion"}:
            raise BadRequest("updateType must be addition or deletion.")
        return OptOut(phone=self._phone(form), stopped=kind == "deletion")

    def send(self, text: str, sender: str, phones: Sequence[str]) -> Sequence[Receipt]:
        return self._sms.receipts(text, sender, phones)

    def _phone(self, form: Mapping[str, str]) -> str:
        phone = self._e164(_word(form, "phoneNumber"))
        if phone is None:
            raise BadRequest("phoneNumber is not a phone number.")
        return phone

    def _e164(self, written: str) -> str | None:
        """The telco writes numbers with their country; the `+` is lost where somebody did not escape it."""
        for candidate in (written if written.startswith("+") else f"+{written}", written):
            try:
                return phone_number.parse(candidate, self._region)
            except phone_number.BadPhoneNumber:
                continue
        return None


def _word(form: Mapping[str, str], name: str) -> str:
    """A field that must be there and not empty: an id, a code, a number."""
    value = _text(form, name).strip()
    if not value:
        raise BadRequest(f"{name} is empty.")
    if len(value) > LONGEST_WORD or not value.isprintable():
        raise BadRequest(f"{name} is longer than {LONGEST_WORD} characters or has control characters in it.")
    return value


def _text(form: Mapping[str, str], name: str, default: str | None = None) -> str:
    """What somebody typed. A NUL is dropped: PostgreSQL has no place for it."""
    value = form.get(name, default)
    if value is None:
        raise BadRequest(f"{name} is missing.")
    if len(value) > LONGEST_TEXT:
        raise BadRequest(f"{name} is longer than {LONGEST_TEXT} characters.")
    return value.replace("\x00", "")


def _count(form: Mapping[str, str], name: str) -> int:
    value = form.get(name) or "0"
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise BadRequest(f"{name} is not a number.")
    return int(value)


def _date(value: str) -> datetime | None:
    """An odd date must not cost anybody a message: None."""
    try:
        date = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
