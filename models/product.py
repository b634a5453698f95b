"""Village products and who sells them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Seller(Base):
    """`phone` is E.164; nobody sees it."""

    __tablename__ = "seller"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Product(Base):
    """`code` such as `G12`; `price` in whole rupiah per `unit`; `category` is one of config's product categories."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("village", "seller", "name"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    category: Mapped[str] = mapped_column(index=True)
    price: Mapped[int]
    unit: Mapped[str]
    stock: Mapped[int]
    village: Mapped[str] = mapped_column(ForeignKey("village.code"), index=True)
    seller: Mapped[int] = mapped_column(ForeignKey("seller.id"), index=True)
    demo: Mapped[bool] = mapped_column(default=False, server_default="false")
