"""The records. One file per aggregate, with the queries that belong to it."""

from models.audit import AuditEvent
from models.base import Base
from models.broadcast import Broadcast
from models.budget import Spent
from models.channel_state import ChannelState
from models.contact import Consent, Contact
from models.delivery_report import DeliveryReport
from models.dialogue import Dialogue
from models.duty import Digest
from models.effect import Effect
from models.erasure import Erasure, StopHash
from models.inquiry import Inquiry, InquiryEvent
from models.message import Message, MessageEvent
from models.officer import Officer
from models.pin import Pin
from models.product import Product, Seller
from models.publication import Publication
from models.revision import Revision
from models.ticket import Ticket, TicketEvent
from models.ussd_session import UssdSession
from models.village import Village

__all__ = [
    "AuditEvent", "Base", "Broadcast", "ChannelState", "Consent", "Contact", "DeliveryReport", "Dialogue", "Digest",
    "Effect", "Erasure", "Inquiry", "InquiryEvent", "Message", "MessageEvent", "Officer", "Pin", "Product",
    "Publication", "Revision", "Seller", "Spent", "StopHash", "Ticket", "TicketEvent", "UssdSession", "Village",
]  # fmt: skip
