"""One fault each: where it is made, where it must be pointed at, and what must be said of it."""

from __future__ import annotations

from typing import NamedTuple

L, D, P = "lapor.toml", "desa-saya.toml", "phrases.toml"


OPTIONS = """\
options = [
  { value = "jalan", id = "Jalan", en = "Road" },
  { value = "air", id = "Air bersih", en = "Clean water" },
  { value = "darurat", id = "DARURAT", en = "EMERGENCY", goto = "siapa", when = "dialogue.medium == 'ussd'" },
]"""
CASES = """\
branch = [
  { when = "contact.village == '' && size(category) > 0", goto = "desa" },
  { else = "uraian" },
]"""


class Fault(NamedTuple):
    """`old` of `file` is written as `new`. The problem stands where `at` begins in the new text; `says` is in it.

    `at` of two texts: the second is looked for after the first.
    """

    name: str
    file: str
    old: str
    new: str
    at: str | tuple[str, str]
    says: str


ENDLESS_DEPTH = "x = " + "[" * 40 + "]" * 40 + "\n"

WRITING = [
    Fault("no value", L, 'start = "kategori"', "start =", ("start =", "\n"), "this is not TOML: invalid value"),
    Fault("a quote too few", L, 'next = "siapa"', 'next = "siapa', ('"siapa', "\n"), "this is not TOML"),
    Fault(
        "a node twice",
        L,
        "[node.desa]",
        "[node.kategori]",
        ("[node.kategori]\ncall", "]\ncall"),
        "the table [node.kategori] stands twice",
    ),
    Fault(
        "a key twice",
        L,
        'save = "category"',
        'save = "category"\nsave = "kind"',
        ('"kind"', "\n"),
        "this key stands twice",
    ),
    Fault("not UTF-8", L, "Lapor masalah", "Lapor masa\udce9lah", "\udce9", "not UTF-8"),
    Fault("too deep", L, 'title.id = "Lapor', ENDLESS_DEPTH + 'title.id = "Lapor', "x = [", "more than 12 deep"),
    Fault(
        "unknown key of a flow",
        L,
        'start = "kategori"',
        'start = "kategori"\nauthor = "Ani"',
        "author",
        '"author" means nothing here; there are "node", "start", "test" and "title"',
    ),
    Fault("start misspelt", L, 'start = "kategori"', 'strat = "kategori"', "strat", 'did you mean "start"?'),
    Fault("start missing", L, 'start = "kategori"\n', "", "title.id", '"start" is missing: the node with which'),
    Fault("title missing", D, 'title.id = "Desa saya"\ntitle.en = "My village"\n', "", "start", '"title" is missing'),
    Fault(
        "next misspelt", L, 'next = "uraian"', 'nxt = "uraian"', "nxt", '"nxt" means nothing here; did you mean "next"?'
    ),
    Fault(
        "next missing",
        L,
        'save = "description"\nnext = "simpan"',
        'save = "description"',
        "[node.uraian]",
        '"next" is missing: the node to go to',
    ),
    Fault("save missing", D, 'save = "chosen"\n', "", "[node.pilih]", '"save" is missing: the name under which'),
    Fault("a number for a name", L, 'next = "siapa"', "next = 7", "7", '"next" must be a text in quotes'),
    Fault("a text for a number", L, "min = 5", 'min = "five"', '"five"', '"min" must be a whole number'),
    Fault("a text for a switch", L, "sms = true", 'sms = "maybe"', '"maybe"', '"sms" must be true or false'),
    Fault("a text for a list", L, CASES, 'branch = "uraian"', ("branch", '"uraian"'), '"branch" must be a list'),
    Fault(
        "a number for a text",
        D,
        'end.id = "Desa Anda {chosen.name}."\nend.en = "Your village is {chosen.name}."',
        "end = 3",
        "3",
        '"end" must be a text in quotes, or one for each language',
    ),
    Fault(
        "a node that is no table",
        D,
        '[node.beres]\nend.id = "Desa Anda {chosen.name}."\nend.en = "Your village is {chosen.name}."',
        "[node]\nberes = 1",
        ("beres =", "1"),
        'the node "beres" must be a table: [node.beres]',
    ),
    Fault("unknown source", D, 'from = "villages"', 'from = "vilages"', '"vilages"', '"from" is one of "villages"'),
    Fault(
        "unknown recipient",
        L,
        'send.officers.id = "Laporan {ticket.code}"\nsend.officers.en = "Report {ticket.code}"',
        'send.chief = "Report {ticket.code}"',
        "send.chief",
        '"chief" can\'t stand here',
    ),
    Fault(
        "unknown kind of answer",
        L,
        "accept = { text = { min = 5, max = 300 } }",
        'accept = "txt"',
        '"txt"',
        'did you mean "text"?',
    ),
    Fault(
        "two kinds of answer",
        L,
        "accept = { text = { min = 5, max = 300 } }",
        "accept = { text = true, pin = true }",
        "{ text = true",
        "accept takes exactly one of",
    ),
    Fault(
        "node of no kind",
        L,
        'end.id = "Laporan {ticket.code} diterima."\nend.en = "Report {ticket.code} received."\nsms = true',
        'emd = "Selesai"',
        "[node.selesai]",
        'does not say what it is; did you mean "end"?',
    ),
    Fault(
        "node of two kinds",
        L,
        "sms = true",
        'sms = true\nsend.contact = "Selesai"',
        "send.contact",
        'is "end" and "send" at once',
    ),
    Fault("half a case", L, '{ else = "uraian" }', '{ goto = "uraian" }', '{ goto = "uraian" }', "a case is { when"),
    Fault(
        "a step of a test",
        L,
        "sms = true",
        'sms = true\n[[test]]\nname = "x"\ndialog = [["1"]]',
        '["1"]',
        "a step of a dialog is",
    ),
    Fault("a text for stop", L, "sms = true", 'stop = "yes, please"', '"yes, please"', '"stop" must be true or false'),
    Fault(
        "an unknown state of a PIN",
        L,
        "sms = true",
        'sms = true\n[[test]]\nname = "x"\npin = "opne"\ndialog = [["", ""]]',
        '"opne"',
        '"pin" is one of "none", "closed", "open" or "locked"',
    ),
    Fault(
        "a list for a default",
        L,
        'save = "description"',
        'save = "description"\ndefault = ["x"]',
        '["x"]',
        '"default" must be a text in quotes',
    ),
]

TEXTS = [
    Fault(
        "missing language",
        L,
        'menu.en = "What is it, {contact.first_name}?"\n',
        "",
        "menu.id",
        'this text lacks "en": write it in id, en',
    ),
    Fault("missing language of a title", D, 'title.en = "My village"\n', "", "title.id", 'lacks "en"'),
    Fault(
        "missing language of an option",
        L,
        '{ value = "air", id = "Air bersih", en = "Clean water" }',
        '{ value = "air", id = "Air bersih" }',
        '{ value = "air"',
        'lacks "en"',
    ),
    Fault("misspelt language", D, "ask.en", "ask.ne", "ask.id", 'lacks "en": write it in id, en (was "ne" meant?)'),
    Fault("missing language of a hint", D, ', hint.en = "letters only"', "", "hint.id", 'lacks "en"'),
    Fault(
        "missing language of an SMS",
        L,
        'send.officers.en = "Report {ticket.code}"\n',
        "",
        "send.officers",
        'lacks "en"',
    ),
    Fault(
        "a whole text for a flow",
        L,
        'call = "desa-saya"',
        'call = "Desa\\nsaya"',
        '"Desa',
        'call = "Desa / saya": there is no flow',
    ),
    Fault("empty text", D, '"Ketik nama desa:"', '" "', '" "', "this text is empty"),
    Fault(
        "a screen of names alone",
        D,
        '"Ketik nama desa:"',
        '"{contact.name} {village.name}"',
        '"{contact.name} {v',
        "nothing but names",
    ),
    Fault(
        "a message of a name alone",
        L,
        '"Laporan {ticket.code}"\nsend',
        '"{description}"\nsend',
        '"{description}"\nsend',
        "nothing but names",
    ),
    Fault(
        "misspelt word of an option",
        L,
        'en = "EMERGENCY", goto',
        'en = "EMERGENCY", gotto = "uraian", goto',
        "gotto",
        '"gotto" is not a language; did you mean "goto"?',
    ),
    Fault(
        "misspelt goto of an option",
        L,
        'goto = "siapa", when',
        'gooto = "uraian", when',
        "gooto",
        'did you mean "goto"?',
    ),
    Fault(
        "a word for a language",
        L,
        'en = "Clean water"',
        'english = "Clean water"',
        "english",
        '"english" is not a language',
    ),
    Fault(
        "open brace",
        L,
        "Laporan {ticket.code} diterima",
        "Laporan {ticket.code diterima",
        "{ticket.code diterima",
        "a brace",
    ),
    Fault("closing brace", D, "Ketik nama desa:", "Ketik nama} desa:", "} desa", "a brace"),
    Fault(
        "unknown filter",
        L,
        "Tulis masalah ({category|label})",
        "Tulis masalah ({category|lable})",
        "{category|lable",
        "no filter 'lable'",
    ),
    Fault("brace in a value", L, 'category = "{category}"', 'category = "{category"', '{category"', "a brace"),
    Fault(
        "label too long",
        L,
        'en = "Clean water"',
        f'en = "{"Clean water " * 13}"',
        '"Clean water Clean',
        "too long for a screen",
    ),
    Fault(
        "phrase missing", P, '[help]\nid = "Kata {home}"\nen = "Word"\n', "", "[back]", 'the gateway needs "help" too'
    ),
    Fault("phrase misspelt", P, "[ended]", "[endet]", "[endet]", 'no phrase "endet"; did you mean "ended"?'),
    Fault(
        "phrase with a strange name",
        P,
        '[help]\nid = "Kata {home}"',
        '[help]\nid = "Kata {hint}"',
        ("[help]", "{hint}"),
        'can\'t say {hint}: it knows "home"',
    ),
    Fault(
        "phrase that knows nothing",
        P,
        '[ended]\nid = "Kata"',
        '[ended]\nid = "{nobody}"',
        "{nobody}",
        "it knows no names",
    ),
    Fault(
        "phrase in one language",
        P,
        '[ended]\nid = "Kata"\nen = "Word"',
        '[ended]\nid = "Kata"',
        "[ended]",
        'lacks "en"',
    ),
    Fault(
        "phrase of a number",
        P,
        '[ended]\nid = "Kata"\nen = "Word"',
        "[ended]\nid = 1",
        ("[ended]", "1"),
        '"id" must be a text in quotes',
    ),
    Fault("brace in a default", L, 'save = "description"', 'save = "description"\ndefault = "{x"', "{x", "a brace"),
]

WAYS = [
    Fault(
        "unknown next",
        L,
        'next = "siapa"',
        'next = "saipa"',
        '"saipa"',
        'next = "saipa": there is no node of that name in this flow; did you mean "siapa"?',
    ),
    Fault("next that is like nothing", L, 'next = "siapa"', 'next = "zzz"', '"zzz"', "add [node.zzz] or name another"),
    Fault("unknown start", L, 'start = "kategori"', 'start = "katgori"', '"katgori"', 'did you mean "kategori"?'),
    Fault("unknown goto of an option", L, 'goto = "siapa", when', 'goto = "urian", when', '"urian"', 'goto = "urian"'),
    Fault("unknown goto of a case", L, 'goto = "desa" }', 'goto = "dessa" }', '"dessa"', 'goto = "dessa"'),
    Fault("unknown else", L, 'else = "uraian"', 'else = "uraiann"', '"uraiann"', 'else = "uraiann"'),
    Fault("unknown empty", D, 'empty = "nama"', 'empty = "namaa"', '"namaa"', 'empty = "namaa"'),
    Fault(
        "unknown flow",
        L,
        'call = "desa-saya"',
        'call = "desa"',
        '"desa"\nnext',
        'call = "desa": there is no flow of that name',
    ),
    Fault("phrases are no flow", L, 'call = "desa-saya"', 'call = "phrases"', '"phrases"', "there is no flow"),
    Fault("options that lead nowhere", L, 'next = "siapa"\n', "", '{ value = "jalan"', "the options 1, 2 lead nowhere"),
    Fault("menu without options", L, OPTIONS, "options = []", "[]", "a menu needs options"),
    Fault("no else", L, '  { else = "uraian" },\n', "", "branch", "this branch has no else"),
    Fault(
        "else first",
        L,
        "branch = [",
        'branch = [\n  { else = "uraian" },',
        ("{ else", '{ else = "uraian" },\n]'),
        "a second else",
    ),
    Fault(
        "else before a case",
        L,
        CASES,
        f'{CASES[:-1]}  {{ when = "dialogue.deep", goto = "desa" }},\n]',
        '{ else = "uraian"',
        "the else must be the last case",
    ),
    Fault(
        "two else",
        L,
        '  { else = "uraian" },',
        '  { else = "uraian" },\n  { else = "desa" },',
        '{ else = "desa"',
        "a second else",
    ),
    Fault(
        "unreachable node", L, 'goto = "desa" }', 'goto = "uraian" }', "[node.desa]", 'nothing leads to the node "desa"'
    ),
    Fault(
        "unreachable nodes in a row",
        D,
        'next = "pilih"',
        'next = "beres"',
        "[node.pilih]",
        'the node "pilih" (nor to "ubah", which it leads to)',
    ),
    Fault(
        "a loop of one",
        L,
        'next = "selesai"',
        'next = "kabari"',
        "[node.kabari]",
        "a loop without a question, which would turn for ever: kabari -> kabari",
    ),
    Fault("a loop of two", L, 'next = "selesai"', 'next = "simpan"', "[node.simpan]", "simpan -> kabari -> simpan"),
    Fault("a loop through nothing found", D, 'empty = "nama"', 'empty = "pilih"', "[node.pilih]", "pilih -> pilih"),
    Fault(
        "no end",
        L,
        'end.id = "Laporan {ticket.code} diterima."\nend.en = "Report {ticket.code} received."\nsms = true',
        'ask = "{ticket.code}:"\naccept = "pin"\nsave = "pin"\nnext = "uraian"',
        '"kategori"\n\n',
        'the flow "lapor" never ends',
    ),
    Fault(
        "calls that nest",
        D,
        "[node.ubah]",
        '[node.ubah]\ncall = "lapor"\nnext = "baru"\n[node.baru]',
        '"lapor"',
        "calls that nest for ever",
    ),
]

QUESTIONS = [
    Fault(
        "same value",
        L,
        'value = "air"',
        'value = "jalan"',
        '{ value = "jalan", id = "Air',
        'has the same value as option 1, "jalan"',
    ),
    Fault(
        "same label", L, 'en = "Clean water"', 'en = "ROAD "', '{ value = "air"', "has the same label as option 1 (en)"
    ),
    Fault(
        "an option that saves nothing", L, '{ value = "air", id', "{ id", '{ id = "Air', 'saves nothing as "category"'
    ),
    Fault("bad pattern", D, '"[a-z ]+"', '"[a-z +"', '"[a-z +"', "this pattern is not RE2: missing ]: [a-z +"),
    Fault("pattern of another kind", D, '"[a-z ]+"', "'(?=a)b'", "'(?=a)b'", "this pattern is not RE2"),
    Fault(
        "pattern without a hint",
        D,
        ', hint.id = "huruf saja", hint.en = "letters only"',
        "",
        "accept",
        "a pattern needs a hint",
    ),
    Fault("min above max", L, "min = 5, max = 300", "min = 50, max = 30", "accept", "min is 50 and max is 30"),
    Fault("min above what is usual", L, "min = 5, max = 300", "min = 301", "accept", "min is 301 and max is 300"),
    Fault(
        "longer than any answer", L, "min = 5, max = 300", "min = 501, max = 600", "accept", "at most 500 characters"
    ),
    Fault(
        "from after to", L, "text = { min = 5, max = 300 }", "date = { from = 3, to = 1 }", "accept", "from is 3 days"
    ),
    Fault(
        "farther than any date",
        L,
        "text = { min = 5, max = 300 }",
        "date = { to = 99999999999 }",
        "accept",
        "to is 99999999999 days from today; at most",
    ),
    Fault(
        "below zero",
        L,
        "text = { min = 5, max = 300 }",
        "money = { min = -9, max = -1 }",
        "accept",
        "a number below zero",
    ),
    Fault(
        "number bounds",
        L,
        "text = { min = 5, max = 300 }",
        "number = { min = 2, max = 1 }",
        "accept",
        "min is 2 and max is 1",
    ),
    Fault(
        "condition cut off",
        L,
        "dialogue.medium == 'ussd'",
        "dialogue.medium == ",
        '" },\n]',
        "this condition is not CEL: mismatched input 'the end'",
    ),
    Fault(
        "condition of two words",
        L,
        "dialogue.medium == 'ussd'",
        "dialogue medium",
        'medium"',
        "; compare with ==, join with && and ||, quote texts",
    ),
    Fault("empty condition", L, "dialogue.medium == 'ussd'", "", '"" }', "this condition is empty"),
    Fault(
        "endless condition",
        L,
        "dialogue.medium == 'ussd'",
        "dialogue" + ".a" * 5000,
        '"dialogue.a',
        "at most 300 characters",
    ),
    Fault("unknown function", L, "size(category) > 0", "len(category) > 0", "len(", 'a condition can\'t call "len"'),
]

NAMES = [
    Fault(
        "unknown name",
        D,
        "Desa Anda {chosen.name}",
        "Desa Anda {choosen.name}",
        "{choosen",
        'nothing gives {choosen.name}; did you mean "chosen"?',
    ),
    Fault(
        "a name like none", D, "Ketik nama desa:", "Ketik {qwerty}:", "{qwerty}", "an ask, menu or choose must save it"
    ),
    Fault("unknown name in a value", D, "{chosen.code}", "{picked.code}", "{picked", "nothing gives {picked.code}"),
    Fault(
        "unknown name in a search", D, "{village_name}", "{vilage_name}", "{vilage_name", 'did you mean "village_name"?'
    ),
    Fault(
        "unknown name in a condition",
        L,
        "size(category) > 0",
        "size(categori) > 0",
        "categori)",
        'nothing gives categori; did you mean "category"?',
    ),
    Fault(
        "unknown part",
        L,
        "Apa yang dilaporkan, {contact.first_name}?",
        "Apa yang dilaporkan, {contact.nickname}?",
        "{contact.nick",
        '"contact" has no part "nickname"',
    ),
    Fault(
        "unknown part of a record",
        D,
        "{chosen.code}",
        "{chosen.kode}",
        "{chosen.kode",
        '"chosen" has no part "kode"; did you mean "code"?',
    ),
    Fault(
        "unknown part in a condition",
        L,
        "contact.village ==",
        "contact.vilage ==",
        "contact.vilage",
        '"contact" has no part "vilage"; did you mean "village"?',
    ),
    Fault(
        "part of a text",
        L,
        'category = "{category}"',
        'category = "{category.code}"',
        "{category.code",
        '"category" has no part "code"; it has none',
    ),
    Fault(
        "a whole record",
        L,
        "Laporan {ticket.code} diterima",
        "Laporan {ticket} diterima",
        "{ticket} d",
        "{ticket} is not a text: say which part",
    ),
    Fault(
        "misspelt save",
        D,
        'save = "chosen"',
        'save = "choosen"',
        "{chosen.code",
        'nothing gives {chosen.code}; did you mean "choosen"?',
    ),
    Fault(
        "an answer too early",
        L,
        "Apa yang dilaporkan, {contact.first_name}?",
        "{description}?",
        "{description}?",
        '"description" is not known yet',
    ),
    Fault(
        "a ticket too early", L, '"Tulis masalah (', '"{ticket.code} (', "{ticket.code} (", '"ticket" is not known yet'
    ),
    Fault(
        "an answer of another dialogue",
        D,
        "Ketik nama desa:",
        "Ketik {description}:",
        "{description}",
        '"description" is not known yet',
    ),
    Fault(
        "a condition too early",
        L,
        "dialogue.medium == 'ussd'",
        "size(description) > 0",
        "description) > 0",
        '"description" is not known yet',
    ),
    Fault(
        "a ticket that nothing makes",
        D,
        "Ketik nama desa:",
        "{inquiry.code}:",
        "{inquiry",
        "nothing gives {inquiry.code}",
    ),
    Fault(
        "label of what no menu saves",
        L,
        "Tulis masalah ({category|label})",
        "Tulis masalah ({contact.name|label})",
        "{contact.name|",
        "no menu saves that",
    ),
    Fault(
        "label with a part that records lack",
        D,
        'label = "{name}, {district}"',
        'label = "{name}, {distrik}"',
        "{distrik}",
        'nothing gives {distrik}; did you mean "district"?',
    ),
    Fault(
        "label with a part of a part",
        D,
        'label = "{name}, {district}"',
        'label = "{name.short}"',
        "{name.short",
        '"name" is a text here',
    ),
    Fault(
        "unknown part in a default",
        L,
        'save = "description"',
        'save = "description"\ndefault = "{contact.lastticket}"',
        "{contact.lastt",
        '"contact" has no part "lastticket"; did you mean "last_ticket"?',
    ),
    Fault(
        "unknown name in a default",
        L,
        'save = "description"',
        'save = "description"\ndefault = "{categori}"',
        "{categori}",
        'did you mean "category"?',
    ),
    Fault(
        "an answer too early in a default",
        L,
        'save = "description"',
        'save = "description"\ndefault = "{ticket.code}"',
        '{ticket.code}"\nnext',
        '"ticket" is not known yet',
    ),
    Fault(
        "unknown part of the dialogue",
        L,
        "Laporan {ticket.code} diterima",
        "Laporan {dialogue.abuot} diterima",
        "{dialogue.ab",
        '"dialogue" has no part "abuot"; did you mean "about"?',
    ),
    Fault(
        "unknown part of a changed ticket",
        D,
        'update.contact = { village = "{chosen.code}" }\nnext = "beres"',
        'update.ticket = { code = "1" }\nnext = "lagi"\n[node.lagi]\nupdate.contact = { name = "{ticket.stat}" }\nnext = "beres"',
        "{ticket.stat}",
        '"ticket" has no part "stat"',
    ),
    Fault(
        "what came of a change, before one",
        D,
        "Ketik nama desa:",
        "{result}:",
        "{result}",
        "nothing gives {result}",
    ),
    Fault(
        "label with a part that the workload lacks",
        D,
        'from = "villages"\nwhere = { district = "{village.district}" }\nsearch = "{village_name}"\nlabel = "{name}, {district}"',
        'from = "workload"\nlabel = "{name}, {closed}"',
        "{closed}",
        "nothing gives {closed}",
    ),
]

AIR = '{ value = "air", id = "Air bersih", en = "Clean water" }'
CHANGE = 'update.contact = { village = "{chosen.code}" }'
GAPS = [
    Fault("an option that skips a question", L, AIR, AIR.replace(" }", ', goto = "simpan" }'), "{description}", 'nothing gives "description" on the way kategori -> simpan, so this would have a gap: ask for it on that way too'),
    Fault("a case that skips what makes a ticket", L, CASES, "branch = [\n  { when = \"contact.role != ''\", goto = \"selesai\" },\n  { when = \"contact.village == ''\", goto = \"desa\" },\n  { else = \"uraian\" },\n]", "{ticket.code} diterima", "on the way kategori -> siapa -> selesai, so this would have a gap: ask for it on that way too, or branch off before (when = \"ticket.code != ''\")"),
    Fault("an option that saves no value", L, AIR, '{ id = "Air bersih", en = "Clean water", goto = "uraian" }', "{category|label}", "on the way kategori -> uraian, so"),
    Fault("nothing was found, and it is said what", D, 'empty = "nama"', 'empty = "beres"', "{chosen.name}", "on the way nama -> pilih -> beres, so"),
]  # fmt: skip

SAVES = [
    Fault("a save in capitals", L, 'save = "description"', 'save = "Description"', '"Description"', '"Description" can\'t be said in a text: a name has small letters, digits and _'),
    Fault("a save with a hyphen", D, 'save = "chosen"', 'save = "chosen-one"', '"chosen-one"', '"chosen-one" can\'t be said in a text'),
    Fault("a save without a name", L, 'save = "category"', 'save = ""', '""', '"" can\'t be said in a text'),
    Fault("a save of what is known", L, 'save = "category"', 'save = "contact"', '"contact"', 'every dialogue knows a "contact" already: save the answer under another name'),
    Fault("a save of what a create gives", L, 'save = "description"', 'save = "ticket"', '"ticket"', '"ticket" is what a create, an update or a choose gives'),
    Fault("a word for two options", L, AIR, AIR.replace(" }", ', also = ["Jalan"] }'), '{ value = "air"', 'this option is meant by the same word as option 1, "jalan"'),
    Fault("a label that is blank for some", L, 'en = "Clean water"', 'en = "{contact.name}"', '"{contact.name}"', "this label is nothing but names, and blank where they are empty"),
    Fault("an empty value", L, 'value = "air"', 'value = " "', '" "', "this value is empty"),
    Fault("no letter at all", L, "min = 5, max = 300", "min = 0, max = 0", "accept", "nothing is accepted: max is 0"),
    Fault("a fill that nothing saves", L, 'save = "description"', 'save = "words"', "{description}", "nothing gives {description}"),
]  # fmt: skip

RECORDS = [
    Fault(
        "unknown field",
        L,
        'description = "{description}" }',
        'description = "{description}", place = "RT 2" }',
        "place",
        'create.ticket has no field "place"; it has',
    ),
    Fault(
        "misspelt field",
        L,
        'description = "{description}" }',
        'descripton = "{description}" }',
        "descripton",
        'did you mean "description"?',
    ),
    Fault("missing field", L, 'kind = "report", ', "", "create.ticket", 'create.ticket needs "kind" too'),
    Fault(
        "unknown field of the contact",
        D,
        '{ village = "{chosen.code}" }',
        '{ desa = "{chosen.code}" }',
        'desa = "{chosen',
        'update.contact has no field "desa"',
    ),
    Fault(
        "nothing to change",
        D,
        'update.contact = { village = "{chosen.code}" }',
        "update.contact = {}",
        "update.contact",
        "this changes nothing",
    ),
    Fault(
        "no target",
        D,
        'update.contact = { village = "{chosen.code}" }',
        "update = {}",
        "update = {}",
        "this does nothing",
    ),
    Fault("unknown target", L, "create.ticket", "create.tiket", "create.tiket", 'did you mean "ticket"?'),
    Fault(
        "sent to nobody",
        L,
        'send.officers.id = "Laporan {ticket.code}"\nsend.officers.en = "Report {ticket.code}"',
        "send = {}",
        "send = {}",
        "this sends to nobody",
    ),
    Fault(
        "narrowed by what is only shown",
        D,
        "where = { district",
        "where = { name",
        'name = "{village',
        'can\'t be narrowed by "name"; only by "district" and "regency"',
    ),
    Fault(
        "too many villages to list",
        D,
        'where = { district = "{village.district}" }\nsearch = "{village_name}"\n',
        "",
        "from",
        "too many villages to list",
    ),
    Fault(
        "officers of no village",
        D,
        'from = "villages"\nwhere = { district = "{village.district}" }\nsearch = "{village_name}"\nlabel = "{name}, {district}"',
        'from = "officers"\nlabel = "{name} {phone}"',
        "from",
        "officers are looked up by village",
    ),
    Fault(
        "who takes no ticket",
        D,
        'from = "villages"\nwhere = { district = "{village.district}" }\nsearch = "{village_name}"\nlabel = "{name}, {district}"',
        'from = "takers"\nlabel = "{name}"',
        "from",
        "who may take a ticket is looked up by it",
    ),
    Fault(
        "narrowed by a strange field",
        D,
        "where = { district",
        "where = { distrik",
        "distrik",
        'can\'t be narrowed by "distrik"; did you mean "district"?',
    ),
    Fault(
        "unknown field of a ticket",
        D,
        'update.contact = { village = "{chosen.code}" }',
        'update.ticket = { code = "1", state = "closed" }',
        "state",
        'update.ticket has no field "state"; did you mean "status"?',
    ),
    Fault(
        "a change of no ticket",
        D,
        'update.contact = { village = "{chosen.code}" }',
        'update.ticket = { status = "closed" }',
        "update.ticket",
        'update.ticket needs "code" too',
    ),
    Fault(
        "unknown thing to update",
        D,
        "update.contact",
        "update.tiket",
        "update.tiket",
        'did you mean "ticket"?',
    ),
    Fault(
        "workload that is narrowed",
        D,
        'from = "villages"\nwhere = { district = "{village.district}" }\nsearch = "{village_name}"\nlabel = "{name}, {district}"',
        'from = "workload"\nwhere = { village = "{village.code}" }\nlabel = "{name}"',
        'village = "{village',
        'workload can\'t be narrowed by "village"; by nothing',
    ),
    Fault(
        "tickets narrowed by a strange field",
        D,
        'from = "villages"\nwhere = { district = "{village.district}" }\nsearch = "{village_name}"\nlabel = "{name}, {district}"',
        'from = "tickets"\nwhere = { queu = "mine" }\nlabel = "{code}"',
        "queu",
        'tickets can\'t be narrowed by "queu"; did you mean "queue"?',
    ),
]

TEST = """sms = true

[[test]]
name = "air"
dialog = [["", "dilaporkan, Siti"], ["2", "Tulis masalah (Air bersih)"], ["Pipa bocor", " diterima"]]
makes = { ticket = { category = "air" }, message = { to = "officers" } }
"""
"""A test that passes."""

EXAMPLES = [
    Fault(
        "a screen that says something else",
        L,
        "sms = true\n",
        TEST.replace("Air bersih", "Jalan"),
        '["2", "Tulis',
        'after "2" it should show "Tulis masalah (Jalan)", and shows "Tulis masalah (Air bersih): / 0 Kata / 00 Kata"',
    ),
    Fault(
        "a first screen that says something else",
        L,
        "sms = true\n",
        TEST.replace("dilaporkan, Siti", "dilaporkan, Ani"),
        '["", "dilap',
        'at first it should show "dilaporkan, Ani"',
    ),
    Fault(
        "a dialogue that is over",
        L,
        "sms = true\n",
        TEST.replace('diterima"]', 'diterima"], ["1", "x"]'),
        '["1", "x"]',
        'the dialogue is over before "1" is typed',
    ),
    Fault(
        "something else made",
        L,
        "sms = true\n",
        TEST.replace('category = "air"', 'category = "jalan"'),
        'ticket = { category = "jalan"',
        'it should make a ticket with category = "jalan", and makes category = "air"',
    ),
    Fault(
        "nothing made",
        L,
        "sms = true\n",
        TEST.replace('ticket = { category = "air"', 'contact = { village = "x"'),
        'contact = { village = "x"',
        'it should make a contact with village = "x", and makes none',
    ),
    Fault(
        "something strange made",
        L,
        "sms = true\n",
        TEST.replace("ticket = {", "tiket = {"),
        "tiket = {",
        'did you mean "ticket"?',
    ),
    Fault(
        "a part of a record that there is not",
        L,
        "sms = true\n",
        TEST.replace("makes =", "given = { tickets = [{ stats = 'closed' }] }\nmakes ="),
        "stats",
        'the test "air" can\'t be played: "tickets" have no "stats"; did you mean "status"?',
    ),
    Fault(
        "a part of the caller that there is not",
        L,
        "sms = true\n",
        TEST.replace("makes =", "given = { contact = { nmae = 'Ani' } }\nmakes ="),
        "nmae",
        '"contact" has no part "nmae"; did you mean "name"?',
    ),
    Fault(
        "a result that never comes",
        L,
        "sms = true\n",
        TEST.replace("makes =", "given = { result = 'refused' }\nmakes ="),
        "result =",
        'nothing comes out "refused"; there is "closed", "done"',
    ),
    Fault(
        "no ticket was changed",
        L,
        "sms = true\n",
        TEST.replace('ticket = { category = "air" }', 'ticket_change = { status = "closed" }'),
        'ticket_change = { status = "closed"',
        'it should make a ticket_change with status = "closed", and makes none',
    ),
]

UNREAD = [
    Fault(
        "records of a kind that there is not",
        L,
        "sms = true\n",
        TEST.replace("makes =", "given = { ticket = [] }\nmakes ="),
        "ticket = []",
        '"ticket" means nothing here; did you mean "tickets"?',
    ),
]
"""Of a test too, but of how it is written."""

CASE = """{ when = "contact.village == '' && size(category) > 0", goto = "desa" }"""
SHOWN = """when = "dialogue.medium == 'ussd'\""""
CHOICES = [
    Fault("an option for a role that is none", L, SHOWN, "when = \"contact.role == 'oprator'\"", '"contact.role', "nobody can choose this option"),
    Fault("an option for a role of several that is none", L, SHOWN, "when = \"dialogue.medium == 'ussd' || 'haed' in contact.roles\"", "'haed'", "this part of the condition is never true: 'haed' in contact.roles; mend it"),
    Fault("an option for two at once", L, SHOWN, "when = \"contact.pin == 'open' && contact.pin == 'none'\"", '"contact.pin', "nobody can choose this option"),
    Fault("an option that half a condition hides", L, SHOWN, "when = \"size(contact.name) > 2 && dialogue.medium == 'web'\"", '"size(', "nobody can choose this option"),
    Fault("an option for a truth as a text", L, SHOWN, "when = \"contact.consent == 'yes'\"", '"contact.consent', "nobody can choose this option"),
    Fault("an option for what no menu saves", L, CASE, "{ when = \"category == 'banjir'\", goto = \"desa\" }", '"category ==', "this condition is never true, so nobody comes this way"),
    Fault("an option for a role of a list", L, SHOWN, "when = \"'haed' in contact.roles\"", "\"'haed'", "nobody can choose this option"),
    Fault("a text compared with a number", L, CASE, '{ when = "category == 1", goto = "desa" }', '"category ==', "this condition is never true"),
    Fault("a condition that always holds", L, CASE, '{ when = "category == category || contact.known", goto = "desa" }', '"category ==', "this condition is always true, so nothing after it"),
    Fault(
        "a case that the ones before it take", L, CASE,
        "{ when = \"contact.role in ['head', 'operator']\", goto = \"desa\" },\n  { when = \"contact.role == 'head'\", goto = \"uraian\" }",
        "\"contact.role == 'head'", "this case is never reached: those before it hold wherever it does",
    ),
]  # fmt: skip

STEP = 'description = "{description}" }\nnext = "kabari"\n'
TELL = 'send.contact = "Ini {secret}"\nnext = "buka"\n[node.buka]\nupdate.contact = { unlock = "{secret}", village = "{chosen.code}" }'
SECRET = f'ask = "PIN:"\naccept = "pin"\nsave = "secret"\nnext = "bilang"\n[node.bilang]\n{TELL}'
KINDS = [
    Fault("a text as a new PIN", D, CHANGE, 'update.contact = { pin = "{village_name}" }', '"{village_name}" }\nnext', '"pin" needs a PIN: accept = "pin"'),
    Fault("a PIN that is read", D, CHANGE, SECRET, "{secret}", "{secret} is a PIN, which nobody may read: leave it out"),
    Fault("a name as a village", D, CHANGE, CHANGE.replace("chosen.code", "chosen.name"), '"{chosen.name}" }', '"village" needs the code of a village, as in {chosen.code} of a choose'),
    Fault("a record as a village", D, CHANGE, CHANGE.replace("chosen.code", "chosen"), '"{chosen}" }', '"village" needs the code of a village'),
    Fault("what was typed as a village", D, CHANGE, CHANGE.replace("chosen.code", "village_name"), '"{village_name}" }\nnext', '"village" needs the code of a village'),
    Fault("a word as a village", D, CHANGE, CHANGE.replace("{chosen.code}", "Cibening"), '"Cibening"', '"village" needs the code of a village'),
    Fault("what was typed as a category", L, 'category = "{category}"', 'category = "{description}"', '"{description}", description', '"category" needs a category, as a menu saves it'),
    Fault("a product without a code", D, CHANGE, 'create.inquiry = { product = "", quantity = "1", question = "?" }', '"", quantity', '"product" needs the code of a product'),
    Fault("a text as a phone", D, CHANGE, 'update.pin = { phone = "{village_name}" }', '"{village_name}" }\nnext', '"phone" needs a phone number: accept = "phone"'),
    Fault("a text as a season", D, CHANGE, 'update.product = { code = "K7", season = "{village_name}" }', '"{village_name}" }\nnext', '"season" needs a season: accept = "season"'),
    Fault("more stars than there are", L, "text = { min = 5, max = 300 } }\nsave = \"description\"\nnext = \"simpan\"", 'text = { min = 5, max = 300 } }\nsave = "description"\nnext = "nilai"\n[node.nilai]\nask = "Bintang:"\naccept = { number = { min = 1, max = 10 } }\nsave = "stars"\nnext = "beri"\n[node.beri]\nupdate.ticket = { code = "{contact.last_ticket}", stars = "{stars}" }\nnext = "simpan"', '"{stars}"', '"stars" can\'t be "10"'),
    Fault("a kind of categories that is none", D, 'from = "villages"\nwhere = { district = "{village.district}" }\nsearch = "{village_name}"\nlabel = "{name}, {district}"', 'from = "categories"\nwhere = { kind = "reports" }\nlabel = "{name}"', '"reports"', '"kind" can\'t be "reports"; did you mean "report"?'),
    Fault("a part of the caller that is no date", L, "Report {ticket.code} received", "Report {contact.name|date} received", "{contact.name|date", "{contact.name} is not a date"),
    Fault("an SMS to the seller of nothing", L, "send.officers.id = \"Laporan {ticket.code}\"\nsend.officers.en", "send.seller.id = \"Laporan {ticket.code}\"\nsend.seller.en", "send.seller", "nothing gives {product.code}"),
    Fault("a list of lines that are alike", D, 'label = "{name}, {district}"', 'label = "desa"', '"desa"\nsave', "all that is listed would look alike: put a name of it into the label"),
    Fault("a default that is no answer", L, 'save = "description"', 'save = "description"\ndefault = "x"', '"x"', '"x" is no answer to this question: it takes a text'),
    Fault("a pattern that is none in a condition", L, "dialogue.medium == 'ussd'", "contact.name.matches('[a')", "matches(", "this pattern is not RE2: missing ]"),
    Fault("a number that is a key", L, 'value = "air", id', 'number = 98, value = "air", id', '{ number = 98', 'this option gets the number 98, which is a key of "[navigation]"'),
    Fault("a retired number that is a key", L, OPTIONS, OPTIONS + '\nretired = [{ number = 98, id = "Ada di menu lain.", en = "It is in another menu." }]', "98, id", 'number = 98 is a key of "[navigation]"'),
    Fault("many numbers of nothing", L, 'value = "air", id', 'number = 20, value = "air", id', "options", "numbers 2, 3, 4, 5, 6, ..., 19 answer nothing"),
    Fault("a text that nobody sees", D, '"Ketik nama desa:"', '"\u200b"', '"\u200b"', "this text is empty"),
    Fault("ways that leave no room", P, '[back]\nid = "Kata"', f'[back]\nid = "{"Kembali " * 20}"', '"Kembali', "back, home and more take more than 80 of the 160 characters of each screen"),
    Fault("a test of a role that is none", L, "sms = true", 'sms = true\n[[test]]\nname = "x"\nrole = "lurah"\ndialog = [["", ""]]', '"lurah"', '"role" is one of "", "operator"'),
    Fault("a text as rupiah", L, "Report {ticket.code} received", "Report {description|rupiah} received", "{description|rupiah", '{description} is not a number'),
    Fault("a text as a date", L, "Report {ticket.code} received", "Report {category|date} received", "{category|date", "is not a date"),
    Fault("a name in numbers", D, '"{name}, {district}"', '"{name}, {district|number}"', "{district|number", '{district} is not a number, as "number" needs'),
    Fault("a field that is no date", D, "Your village is {chosen.name}", "Your village is {chosen.name|date}", "{chosen.name|date", "{chosen.name} is not a date"),
    Fault("a kind of ticket that is none", L, 'kind = "report"', 'kind = "reprot"', '"reprot"', '"kind" can\'t be "reprot"; did you mean "report"?'),
    Fault("a language that is none", D, CHANGE, 'update.contact = { language = "jv" }', '"jv"', '"language" can\'t be "jv"; it is "id" or "en"'),
    Fault("a consent that is none", D, CHANGE, 'update.contact = { consent = "true" }', '"true"', 'it is "yes" or "no"'),
    Fault("a menu's value as a status", L, STEP, STEP.replace('next = "kabari"', 'next = "ubah"') + '[node.ubah]\nupdate.ticket = { code = "{ticket.code}", status = "{category}" }\nnext = "kabari"\n', '"{category}" }\nnext = "kabari"', '"status" can\'t be "jalan"'),
    Fault("a list that is no word of an option", L, ', en = "Road" }', ', en = "Road", alos = ["dalan"] }', "alos =", '"alos" means nothing here; did you mean "also"?'),
    Fault("a test in single brackets", L, "sms = true", 'sms = true\n[test]\nname = "x"\ndialog = [["", ""]]', "[test]", "a test begins with [[test]]"),
    Fault("a test without a dialogue", L, "sms = true", 'sms = true\n[[test]]\nname = "x"', "[[test]]", '"dialog" is missing: the steps, each'),
    Fault("a place without a way out", L, CASES, CASES.replace("  { else", "  { when = \"contact.role == 'head'\", goto = \"putar\" },\n  { else") + '\n[node.putar]\nmenu.id = "Lagi?"\nmenu.en = "Again?"\noptions = [{ id = "Lihat lagi", en = "View again", goto = "putar" }]', "[node.putar]", "from here no way leads to last words: lead it to an end"),
    Fault("a text as a status", L, STEP, STEP.replace('next = "kabari"', 'next = "ubah"') + '[node.ubah]\nupdate.ticket = { code = "{ticket.code}", status = "{description}" }\nnext = "kabari"\n', '"{description}" }\nnext = "kabari"', '"status" can\'t be an answer of the kind "text"; it is "assigned"'),
    Fault("a PIN that is typed as a number", L, STEP, STEP.replace('next = "kabari"', 'next = "angka"') + '[node.angka]\nask.id = "Ketik PIN:"\nask.en = "Type your PIN:"\naccept = "number"\nsave = "typed"\nnext = "buka"\n[node.buka]\nupdate.contact = { unlock = "{typed}" }\nnext = "kabari"\n', '"{typed}"', '"unlock" needs a PIN: accept = "pin"'),
    Fault("a PIN of a name that nothing gives", D, CHANGE, 'update.contact = { unlock = "{typed}" }', "{typed}", "nothing gives {typed}"),
    Fault("a word of an option misspelt like a language", L, 'goto = "siapa", when', 'goto = "siapa", wen', 'wen = ', '"wen" is not a language; did you mean "when"?'),
    Fault("a goto misspelt like a language", L, ', en = "Road" }', ', en = "Road", got = "siapa" }', 'got = ', '"got" is not a language; did you mean "goto"?'),
    Fault("a text longer than an answer may be", L, "min = 5, max = 300", "min = 5, max = 3000", "max = 3000", "max is 3000, but an answer has at most 500 characters"),
    Fault("a value with a comment behind it", L, 'save = "category"', 'save = "" # the kind', '"" # the kind', '"" can\'t be said in a text'),
    Fault("a text as a price", L, STEP, STEP.replace('next = "kabari"', 'next = "ubah"') + '[node.ubah]\nupdate.product = { code = "{category}", price = "{description}" }\nnext = "kabari"\n', '"{description}" }\nnext = "kabari"', '"price" needs a number'),
]  # fmt: skip

ALL = [*WRITING, *TEXTS, *WAYS, *QUESTIONS, *NAMES, *GAPS, *SAVES, *RECORDS, *CHOICES, *KINDS, *UNREAD, *EXAMPLES]
