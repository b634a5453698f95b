"""How long the proof of a thousand nodes takes, beside only reading the same files as TOML."""

from __future__ import annotations

import time
import tomllib
from functools import lru_cache
from pathlib import Path

from bench.figures import Round
from flows import phrases
from flows.check import examine
from flows.navigation import Navigation

NODES, FLOWS = 1000, 20
LANGUAGES = ("id", "su", "en")
SHIPPED = Path(__file__).parents[1] / "flows" / "banten" / phrases.FILE
MENU = """
[node.n{0}]
menu.id = "Apa yang ingin Anda pilih?"
menu.su = "Naon nu bade dipilih ayeuna?"
menu.en = "What would you like to choose?"
save = "a{0}"
next = "n{1}"
options = [
  {{ value = "lapor", id = "Lapor masalah", su = "Laporkeun", en = "Report a problem" }},
  {{ value = "surat", id = "Minta surat", su = "Serat", en = "Get a letter", when = "contact.village != ''" }},
  {{ value = "produk", id = "Cari produk", su = "Milari", en = "Find goods", when = "dialogue.medium == 'ussd'" }},
  {{ value = "cek", id = "Cek tiket", su = "Pariksa", en = "Follow it", when = "contact.role in ['', 'head']" }},
]
"""
ASK = """
[node.n{0}]
ask.id = "Tulis yang {{a{2}|label}} di desa {{village.name}}:"
ask.su = "Serat nu {{a{2}|label}} di {{village.name}}:"
ask.en = "Write about {{a{2}|label}} in {{village.name}}:"
accept = {{ text = {{ min = 3, max = 60 }} }}
save = "a{0}"
next = "n{1}"
"""
BRANCH = """
[node.n{0}]
branch = [
  {{ when = "a{2} != 'lapor' && contact.village == ''", goto = "n{3}" }},
  {{ else = "n{1}" }},
]
"""
END = """
[node.n{0}]
end.id = "Terima kasih, {{contact.first_name}}."
end.su = "Hatur nuhun, {{contact.first_name}}."
end.en = "Thank you, {{contact.first_name}}."
"""


@lru_cache
def files() -> dict[str, str]:
    """Flows with so many nodes together, in three languages: menus, questions and branches in turns."""
    last = NODES // FLOWS - 1
    kinds = (MENU, ASK, BRANCH)
    nodes = [kinds[number % 3].format(number, number + 1, number // 3 * 3, last) for number in range(last)]
    body = "".join([*nodes, END.format(last)])
    flows = {f"f{index}.toml": f'title = "{index}"\nstart = "n0"\n{body}' for index in range(FLOWS)}
    return flows | {phrases.FILE: SHIPPED.read_text(encoding="utf-8")}


def play_round() -> Round:
    """Milliseconds of the processor for a proof and a reading. Raises ValueError where something is doubted."""
    begun = time.process_time()
    found = examine(files(), languages=LANGUAGES, navigation=Navigation(), entries=None, fills={})
    proved = time.process_time()
    for text in files().values():
        tomllib.loads(text)
    read = time.process_time()
    if found.problems or sum(len(flow.node) for flow in found.flows.values()) != NODES:
        raise ValueError(f"the bench's own flows are not in order: {found.problems[:1]}")
    return {"proof": (proved - begun) * 1000, "reading": (read - proved) * 1000}
