"""A dialogue carried over to another catalog, where its own can't be read any more."""

from __future__ import annotations

from dataclasses import replace

from flows.catalog import Catalog
from flows.definition import kind_of
from flows.nodes import TAKE
from flows.session import Frame, Session


def carried(catalog: Catalog, session: Session) -> Session | None:
    """`session` as it goes on in `catalog`; None where that has not all the places at which it stands, or asks nothing
    there. What is not there any more of the way that it came, "back" passes over.
    """
    here = session.frames[-1]
    if not _is_there(catalog, session.frames) or kind_of(catalog.flows[here.flow].node[here.node]) not in TAKE:
        return None
    trail = tuple(frames for frames in session.trail if _is_there(catalog, frames))
    return replace(session, revision=catalog.revision, trail=trail)


def _is_there(catalog: Catalog, frames: tuple[Frame, ...]) -> bool:
    return all(frame.flow in catalog.flows and frame.node in catalog.flows[frame.flow].node for frame in frames)
