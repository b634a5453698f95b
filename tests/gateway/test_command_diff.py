"""`kentongan diff`, and `kentongan publish` where numbers would mean something else."""

from __future__ import annotations

import json

import pytest

from gateway.conversation.live import Live, LiveSessions
from gateway.runtime import Runtime, connect_redis
from models import dialogue
from tests.conftest import NOW
from tests.flows.small import begin, catalog
from tests.gateway.publishing import Admin, admin

__all__ = ["admin"]

WATER = '  { value = "air", id = "Air bersih", en = "Clean water" },\n'
MOVED = '*384*36*2# was "Air bersih", is now "DARURAT"\n*384*36*3# was "DARURAT", answers nothing now\n'


def test_what_publishing_would_change(admin: Admin) -> None:
    admin.said("publish")
    assert admin.said("diff") == "nothing is different\n"
    admin.edit('en = "Road"', 'en = "Street"')
    said = 'option 1 of lapor.kategori, "Jalan" (en) was "Road", is now "Street"\n'
    assert admin.said("diff") == said
    admin.said("publish")
    assert admin.said("diff") == "nothing is different\n"
    old, new = (one["revision"][:8] for one in reversed(json.loads(admin.said("revisions", "--format", "json"))))
    assert admin.said("diff", old, new) == said
    assert admin.said("diff", old) == said
    assert '"Street", is now "Road"' in admin.said("diff", "folder", old)


def test_how_many_are_in_the_midst_of_it(admin: Admin, runtime: Runtime) -> None:
    admin.said("publish")
    admin.edit('en = "Road"', 'en = "Street"')
    flow = 'start = "kategori"\n[node.kategori]\nmenu = "M"\noptions = [ { label = "A", goto = "b" } ]\n[node.b]\nend = "B"\n'
    session = begin(catalog(lapor=flow), flow="lapor").session
    with runtime.database.begin() as connection:
        dialogue.keep_dialogue(connection, "at", "+6281", session.to_dict(), NOW)
    assert admin.said("diff").endswith('"Street" (1 dialogue is there now)\n')
    live = LiveSessions(connect_redis(admin.told["REDIS_URL"]), 60)
    for number in range(3):
        live.save("at", f"s{number}", "+6282", Live("", [], "M", number == 2, session))
    assert admin.said("diff").endswith('"Street" (3 dialogues are there now)\n'), "one of them is over"
    admin.told["REDIS_URL"] = "redis://127.0.0.1:1/0"
    done = admin.run("diff")
    assert done.exit_code == 0
    assert done.stdout.endswith('"Street" (1 dialogue is there now)\n')
    assert done.stderr == "Redis is away: only dialogues by text are counted\n"


def test_beside_embedded_servers(admin: Admin, runtime: Runtime) -> None:
    admin.told = {
        "KENTONGAN_CONFIG": admin.told["KENTONGAN_CONFIG"], "KENTONGAN_DATA": str(runtime.environment.data),
    }  # fmt: skip
    admin.said("publish")
    admin.edit('en = "Road"', 'en = "Street"')
    assert 'is now "Street"' in admin.said("diff")


def test_a_number_that_would_mean_something_else_is_refused_unless_it_is_meant(admin: Admin) -> None:
    admin.said("publish")
    admin.edit(WATER, "")
    assert admin.said("diff").endswith("".join(f"number: {line}\n" for line in MOVED.splitlines()))
    refused = admin.refused("publish")
    assert MOVED in refused
    assert refused.endswith("or say --renumber.\n")
    assert "serves already" not in admin.said("publish", "--renumber", "--wave", "1")
    said = admin.said("publish", "--renumber")
    assert said.startswith(MOVED)
    assert " serves everybody;" in said
    assert admin.said("rollback").startswith('*384*36*2# was "DARURAT", is now "Air bersih"\n')


def test_a_number_that_is_kept_and_one_that_is_retired_are_not(admin: Admin) -> None:
    admin.said("publish")
    admin.edit(WATER, "")
    admin.edit('value = "darurat", ', 'value = "darurat", number = 3, ')
    gone = 'retired = [ { number = 2, id = "Air kini di PDAM.", en = "Water: call the works." } ]'
    admin.edit('save = "category"\nnext', f'{gone}\nsave = "category"\nnext')
    assert " serves everybody;" in admin.said("publish")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["diff"], "Error: nothing was published yet\n"),
        (["diff", "zz"], "Error: no revisions begin with 'zz'; see `kentongan revisions`\n"),
    ],
)
def test_mistakes_are_one_sentence(admin: Admin, words: list[str], says: str) -> None:
    assert admin.refused(*words) == says
