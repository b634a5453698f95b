"""One doubt each, as tests/flows/faults.py has faults: what is shown and does not refuse."""

from __future__ import annotations

from tests.flows.faults import OPTIONS, D, Fault, L, P

MORE = OPTIONS.replace(
    "]", "".join(f'  {{ value = "{word}", id = "{word}", en = "The {word}" }},\n' for word in ("hutan", "listrik", "pasar")) + "]"
)  # fmt: skip
MENU = 'menu.id = "Apa yang dilaporkan, {contact.first_name}?"\nmenu.en = "What is it, {contact.first_name}?"'
END = 'end.id = "Laporan {ticket.code} diterima."'
FOUND = 'empty = "nama"\nnext = "ubah"\n'

DOUBTS = [
    Fault("options on a screen", L, OPTIONS, MORE, "[\n  { value", "6 options on one screen: more than 5"),
    Fault("an option for everybody", L, "when = \"dialogue.medium == 'ussd'\"", "when = \"contact.role != 'x'\"", "\"contact.role", "always true: leave"),
    Fault("no option for a villager", L, OPTIONS, OPTIONS.replace('en = "Road"', 'en = "Road", when = "contact.role == \'head\'"').replace('en = "Clean water"', 'en = "Clean water", when = "contact.role == \'operator\'"').replace("dialogue.medium == 'ussd'", "contact.role == 'district'"), "options", "nothing can be chosen here where contact.role is '': leave a `when` out"),
    Fault("nearly alike", L, 'id = "Air bersih"', 'id = "Jalam"', '"Jalam"', '"Jalan" and "Jalam" look nearly alike'),
    Fault("nearly alike in English", L, 'en = "Clean water"', 'en = "Roads"', '"Roads"', '"Road" and "Roads" look nearly alike'),
    Fault(
        "left in another language", L, MENU, MENU.replace("Apa yang", "Apa yang ingin").replace("What is it", "Apa yang ingin dilaporkan"),
        ("menu.en", '"Apa'), 'this is the same text as in "id": say it in "en"',
    ),
    Fault(
        "all labels left in another language", L, OPTIONS, OPTIONS.replace('"Road"', '"Jalan"').replace("Clean water", "Air bersih").replace("EMERGENCY", "DARURAT"),
        "[\n  { value", 'all options are the same in "id" and "en"',
    ),
    Fault("a language of one text alone", D, 'ask.en', 'ask.jv = "Ketik jeneng desa:"\nask.en', "ask.jv", 'nobody sees this: "jv" is none of the languages of config.toml, "id" and "en"'),
    Fault("a brace of a pattern that repeats nothing", D, 'pattern = "[a-z ]+"', 'pattern = "[a-z ]{3,60"', '"[a-z ]{3,60"', "a { in this pattern stands for itself"),
    Fault("an emoji", L, "Describe the problem (", "Describe 🙂 the problem (", "🙂 the", '"🙂" is not in the alphabet of SMS (GSM-7): with it a screen or an SMS holds 70 characters and not 160; write it'),
    Fault("a foreign letter that costs an SMS", L, "Report {ticket.code} received.", "Report ł " + "is received " * 9, "ł is", "this text is 2 SMS, not 1"),
    Fault("an emoji of a phrase", P, '[ended]\nid = "Kata"', '[ended]\nid = "Kata ✓"', "✓", "not in the alphabet"),
    Fault(
        "last words that echo an answer", L, END, 'end.id = "Laporan {ticket.code} diterima: {description}."', '"Laporan {ticket.code} diterima',
        "at its longest (id) this is 342 characters, 3 screens of 160 and 3 SMS, where one should do",
    ),
    Fault("last words that are long", L, END, 'end.id = "Laporan diterima.' + " Terima kasih banyak." * 7 + '"', '"Laporan diterima', "2 screens of 160 and 2 SMS, where one"),
    Fault("a question of many screens", D, "Ketik nama desa:", "Ketik nama desa: " + "sebutkan dengan jelas ya " * 20, '"Ketik nama', "screens of 160, where 3 should do"),
    Fault("an SMS of many parts", L, 'send.officers.id = "Laporan {ticket.code}"', 'send.officers.id = "Laporan {ticket.code}: {description} ({category|label})"', '"Laporan {ticket.code}: ', "this is 3 SMS for each phone, where 2 should do: shorten it"),
]  # fmt: skip

NONE = [
    Fault("a title left in another language", D, 'title.en = "My village"', 'title.en = "Desa saya"', "", ""),
    Fault("what another wrote is read in pages", L, END, 'end.id = "{ticket.code}: {ticket.description}"', "", ""),
    Fault("a few words may be alike", L, 'send.officers.en = "Report {ticket.code}"', 'send.officers.en = "Laporan {ticket.code}"', "", ""),
    Fault("one label may be alike", L, 'en = "EMERGENCY"', 'en = "DARURAT"', "", ""),
    Fault("numbers tell labels apart", L, OPTIONS, OPTIONS.replace('"Jalan"', '"Wilayah 1"').replace("Air bersih", "Wilayah 2"), "", ""),
    Fault("quotes that are made plain", L, "Report {ticket.code} received.", "Report \u201c{ticket.code}\u201d \u2013 received\u2026", "", ""),
    Fault("a branch by whether there is an answer", D, FOUND, FOUND.replace("nama", "ada").replace("ubah", "ada") + """[node.ada]
branch = [{ when = "chosen.code != ''", goto = "ubah" }, { else = "nama" }]
""", "", ""),
    Fault("a label that is shown where there is an answer", D, FOUND, FOUND.replace("nama", "ada").replace("ubah", "ada") + """[node.ada]
menu.id = "Apa?"
menu.en = "What?"
options = [
  { id = "Pilih {chosen.name}", en = "Choose {chosen.name}", when = "chosen.code != ''", goto = "ubah" },
  { id = "Ketik lagi", en = "Type again", goto = "nama" },
]
""", "", ""),
    Fault("options for everybody together", L, OPTIONS, OPTIONS.replace('en = "Road"', 'en = "Road", when = "contact.role == \'\'"').replace('en = "Clean water"', 'en = "Clean water", when = "contact.role != \'\'"'), "", ""),
    Fault("what need not be filled", D, FOUND, FOUND.replace("nama", "ada").replace("ubah", "ada") + """[node.ada]
ask = "Desa atau kode:"
accept = "text"
save = "name"
default = "{chosen.code}"
next = "catat"
[node.catat]
update.contact = { name = "{chosen.name}" }
next = "ubah-lagi"
[node.ubah-lagi]
branch = [{ when = "chosen.code != ''", goto = "ubah" }, { else = "nama" }]
""", "", ""),
    Fault("letters that GSM-7 has", L, "Report {ticket.code} received.", "Report {ticket.code} reçu à Ørsted".replace("ç", "Ç"), "", ""),
]  # fmt: skip
"""What looks like one, and is none."""
