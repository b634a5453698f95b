"""A small catalog without a fault, for the tests of the check: each test spoils one thing of it."""

from __future__ import annotations

from typing import Any

from flows import phrases
from flows.check import check
from flows.navigation import Navigation
from flows.problem import Problem

LAPOR = """\
title.id = "Lapor masalah"
title.en = "Report a problem"
start = "kategori"

[node.kategori]
menu.id = "Apa yang dilaporkan, {contact.first_name}?"
menu.en = "What is it, {contact.first_name}?"
save = "category"
next = "siapa"
options = [
  { value = "jalan", id = "Jalan", en = "Road" },
  { value = "air", id = "Air bersih", en = "Clean water" },
  { value = "darurat", id = "DARURAT", en = "EMERGENCY", goto = "siapa", when = "dialogue.medium == 'ussd'" },
]

[node.siapa]
branch = [
  { when = "contact.village == '' && size(category) > 0", goto = "desa" },
  { else = "uraian" },
]

[node.desa]
call = "desa-saya"
next = "uraian"

[node.uraian]
ask.id = "Tulis masalah ({category|label}):"
ask.en = "Describe the problem ({category|label}):"
accept = { text = { min = 5, max = 300 } }
save = "description"
next = "simpan"

[node.simpan]
create.ticket = { kind = "report", category = "{category}", description = "{description}" }
next = "kabari"

[node.kabari]
send.officers.id = "Laporan {ticket.code}"
send.officers.en = "Report {ticket.code}"
next = "selesai"

[node.selesai]
end.id = "Laporan {ticket.code} diterima."
end.en = "Report {ticket.code} received."
sms = true
"""

DESA = """\
title.id = "Desa saya"
title.en = "My village"
start = "nama"

[node.nama]
ask.id = "Ketik nama desa:"
ask.en = "Type your village:"
accept = { pattern = "[a-z ]+", hint.id = "huruf saja", hint.en = "letters only" }
save = "village_name"
next = "pilih"

[node.pilih]
choose.id = "Pilih desa:"
choose.en = "Choose the village:"
from = "villages"
where = { district = "{village.district}" }
search = "{village_name}"
label = "{name}, {district}"
save = "chosen"
empty = "nama"
next = "ubah"

[node.ubah]
update.contact = { village = "{chosen.code}" }
next = "beres"

[node.beres]
end.id = "Desa Anda {chosen.name}."
end.en = "Your village is {chosen.name}."
"""

PHRASES = "\n".join(
    f'[{name}]\nid = "Kata{"".join(f" {{{one}}}" for one in names)}"\nen = "Word"\n'
    for name, names in phrases.NAMES.items()
)

FILES = {"desa-saya.toml": DESA, "lapor.toml": LAPOR, "phrases.toml": PHRASES}
SETTINGS: dict[str, Any] = {
    "languages": ("id", "en"),
    "navigation": Navigation(),
    "entries": ("lapor",),
    "fills": {"lapor": ("category", "description")},
}


def problems_of(files: dict[str, str], **settings: Any) -> list[Problem]:
    return check(files, **{**SETTINGS, **settings})


def spoilt(file: str, old: str, new: str) -> dict[str, str]:
    """The catalog with one passage of one file written differently."""
    assert FILES[file].count(old) == 1, f"{old!r} stands {FILES[file].count(old)} times in {file}"
    return {**FILES, file: FILES[file].replace(old, new)}
