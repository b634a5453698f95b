"""What is proved of several flows together, and of the settings that start them."""

from __future__ import annotations

from typing import Any

import pytest

from flows import phrases
from flows.limits import LIMITS
from tests.flows import faults, village


def asking(*lines: str) -> str:
    """A flow that asks one thing, goes on with `lines` at the node `lanjut`, and ends."""
    return "\n".join([
        'title = "T"', 'start = "tanya"', "[node.tanya]", 'ask = "?"', 'accept = "text"', 'save = "answer"', 'next = "lanjut"',
        "[node.lanjut]", *lines, "[node.tamat]", 'end = "."',
    ])  # fmt: skip


def calling(*called: str, comes_back: bool = True, asks: bool = True) -> str:
    """A flow that calls others in a row; the last leads to the end."""
    text = ['title = "T"', f'start = "{"tanya" if asks else "c0"}"']
    if asks:
        text += ["[node.tanya]", 'ask = "?"', 'accept = "text"', 'save = "answer"', 'next = "c0"']
    for index, flow in enumerate(called):
        text += [f"[node.c{index}]", f'call = "{flow}"', f'next = "c{index + 1}"' if comes_back else ""]
    return "\n".join([*text, *([f"[node.c{len(called)}]", 'end = "."'] if comes_back else [])])


def apart(when: str, *lines: str) -> str:
    """A flow that begins with `lines`, asks one of two things, and says one of them, as `when` has it."""
    asked = [
        f'[node.{node}]\nask = "?"\naccept = "phone"\nsave = "{save}"\nnext = "lanjut"'
        for node, save in (("satu", "one"), ("dua", "two"))
    ]
    said = f'branch = [{{ when = "{when}", goto = "kata-satu" }}, {{ else = "kata-dua" }}]'
    ends = ["[node.kata-satu]", 'end = "{one}."', "[node.kata-dua]", 'end = "{two}."']
    return "\n".join(['title = "T"', 'start = "tanya"', "[node.tanya]", *lines, *asked, "[node.lanjut]", said, *ends])


PLAIN = 'title = "T"\nstart = "tamat"\n[node.tamat]\nend = "."'


def said(flows: dict[str, str], **settings: Any) -> list[str]:
    """The problems of flows by name, in a catalog whose phrases are in order."""
    files = {f"{name}.toml": text for name, text in flows.items()} | {"phrases.toml": village.PHRASES}
    return [str(problem) for problem in village.problems_of(files, **{"entries": ("a",), "fills": {}} | settings)]


def refused(flows: dict[str, str]) -> list[str]:
    """The errors alone: what is long on purpose here is doubted too."""
    return [one for one in said(flows) if ": error: " in one]


def unknown(cases: str) -> str:
    """A menu of which one option answers nothing, and a branch by whether there is an answer, which `kata` says."""
    return f"""\
title = "T"
start = "pilih"
[node.pilih]
menu = "?"
save = "one"
next = "lihat"
options = [{{ value = "1", label = "A" }}, {{ label = "B", goto = "lihat" }}]
[node.lihat]
branch = [{cases}]

[node.kata]
end = "{{one}}!"
[node.tamat]
end = "."
"""


CATALOGS: list[tuple[str, dict[str, str], dict[str, Any], list[str]]] = [
    ("one flow", {"a": PLAIN}, {}, []),
    ("a flow that nothing starts", {"a": PLAIN, "b": PLAIN}, {},
     ['b.toml:1:1: error: nothing starts the flow "b": no code, no keyword, no call']),
    ("flows that nothing starts, in a row", {"a": PLAIN, "b": calling("c"), "c": PLAIN}, {},
     ['b.toml:1:1: error: nothing starts the flow "b" (nor "c", which it calls): no code, no keyword, no call']),
    ("flows that start each other alone", {"a": PLAIN, "b": calling("c", comes_back=False), "c": calling("b", comes_back=False)}, {},
     ['b.toml:1:1: error: nothing starts the flow "b" (nor "c", which it calls): no code, no keyword, no call']),
    ("nobody knows what starts", {"a": PLAIN, "b": PLAIN}, {"entries": None}, []),
    ("an entry that is not there", {"lapor": PLAIN, "b": PLAIN}, {"entries": ("lapro", "b")},
     ['config.toml:1:1: error: there is no flow "lapro"; did you mean "lapor"?']),
    ("an answer that no node saves", {"a": asking('ask = "!"', 'accept = "phone"', 'save = "pin"', 'next = "tamat"')},
     {"fills": {"a": ("answer", "pni")}},
     ['config.toml:1:1: error: fills "pni": the flow "a" saves no such answer; did you mean "pin"?']),
    ("what a create makes is no answer", {"a": asking('create.ticket = { kind = "report", category = "x", description = "x" }', 'next = "tamat"')},
     {"fills": {"a": ("ticket",)}}, ['config.toml:1:1: error: fills "ticket": the flow "a" saves no such answer']),
    ("calls that come back to a caller", {"a": calling("b"), "b": calling("a")}, {},
     ['b.toml:9:8: error: calls that nest for ever: "a" leads back to this flow, "b";'
      " leave out the next of a call that need not come back"]),
    ("a call of itself", {"a": calling("a")}, {},
     ['a.toml:9:8: error: calls that nest for ever: "a" leads back to this flow, "a";'
      " leave out the next of a call that need not come back"]),
    ("two rounds are two faults", {"a": calling("b", "c"), "b": calling("b"), "c": calling("c")}, {},
     ["b.toml:9:8: error: calls that nest for ever", "c.toml:9:8: error: calls that nest for ever"]),
    ("handing on in a round is allowed", {"a": calling("b", comes_back=False), "b": calling("a", comes_back=False)}, {}, []),
    ("but not without a question", {"a": calling("b", comes_back=False, asks=False), "b": calling("a", comes_back=False, asks=False)}, {},
     ["a.toml:4:8: error: flows that call each other without a question, for ever: a -> b -> a"]),
    ("a loop through a call that asks nothing", {"a": asking('call = "b"', 'next = "lanjut"'), "b": PLAIN}, {},
     ["a.toml:8:1: error: a loop without a question, which would turn for ever: lanjut -> lanjut"]),
    ("a loop through a call that asks", {"a": asking('call = "b"', 'next = "sudah"', "[node.sudah]",
      "branch = [ { when = \"answer == ''\", goto = \"lanjut\" }, { else = \"tamat\" } ]"),
      "b": asking('ask = "!"', 'accept = "phone"', 'save = "pin"', 'next = "tamat"')}, {}, []),
    ("a flow without an end may hand on", {"a": calling("b", comes_back=False), "b": PLAIN}, {}, []),
    ("an answer of the flow that called", {"a": calling("b"), "b": asking('ask = "{answer}."', 'accept = "phone"', 'save = "pin"', 'next = "tamat"')}, {}, []),
    ("an answer of the flow that was called", {"a": calling("b").replace('end = "."', 'end = "{pin}."'),
      "b": asking('ask = "!"', 'accept = "phone"', 'save = "pin"', 'next = "tamat"')}, {}, []),
    ("an answer of a flow that is called later", {"a": calling("b").replace('ask = "?"', 'ask = "{pin}."'),
      "b": asking('ask = "!"', 'accept = "phone"', 'save = "pin"', 'next = "tamat"')}, {},
     ['a.toml:4:8: error: "pin" is not known yet: no way that leads here gives it']),
    ("an answer through a flow that hands on", {"a": calling("b").replace('end = "."', 'end = "{pin}."'), "b": calling("c", comes_back=False),
      "c": asking('ask = "!"', 'accept = "phone"', 'save = "pin"', 'next = "tamat"')}, {}, []),
    ("an answer of a flow that never comes back", {"a": calling("b").replace('end = "."', 'end = "{pin}."'),
      "b": asking('ask = "!"', 'accept = "phone"', 'save = "pin"', 'next = "putar"', "[node.putar]", 'send.contact = "x"', 'next = "putar"')}, {},
     ["b.toml:13:1: error: a loop without a question, which would turn for ever: putar -> putar"]),
    ("an answer that a flow that was called may not ask", {"a": calling("b").replace('end = "."', 'end = "{pin}."'),
      "b": asking('branch = [ { when = "contact.role == \'\'", goto = "tamat" }, { else = "pin" } ]', "[node.pin]",
      'ask = "!"', 'accept = "phone"', 'save = "pin"', 'next = "tamat"')}, {},
     ['a.toml:12:8: error: nothing gives "pin" on the way tanya -> c0 -> c1, so this would have a gap']),
    ("an answer that one of two callers has asked", {"a": calling("c", "b", asks=False), "b": asking('call = "c"', 'next = "tamat"'),
      "c": PLAIN.replace('"."', '"{answer}."')}, {}, ['c.toml:4:8: error: nothing gives "answer" on the way tamat, so']),
    ("an answer that both callers have asked", {"a": calling("b", "c", asks=False), "b": asking('call = "c"', 'next = "tamat"').replace('"text"', '"phone"'),
      "c": PLAIN.replace('"."', '"{answer}."')}, {}, []),
    ("answers that a saved choice tells apart", {"a": apart("choice == 'x'", 'menu = "?"', 'save = "choice"',
      'options = [{ value = "x", label = "Satu", goto = "satu" }, { value = "y", label = "Dua", goto = "dua" }]')}, {}, []),
    ("answers that the same condition tells apart", {"a": apart("contact.name == ''",
      "branch = [{ when = \"contact.name == ''\", goto = \"satu\" }, { else = \"dua\" }]")}, {}, []),
    ("answers that another condition tells apart", {"a": apart("contact.role == ''",
      "branch = [{ when = \"contact.name == ''\", goto = \"satu\" }, { else = \"dua\" }]")}, {},
     ['a.toml:18:8: error: nothing gives "one" on the way tanya -> dua -> lanjut -> kata-satu', 'a.toml:20:8: error: nothing gives "two" on']),
    ("what a condition says to be unknown", {"a": unknown("{ when = \"one == ''\", goto = \"kata\" }, { else = \"tamat\" }")}, {},
     ['a.toml:12:8: error: "one" is not known yet']),
    ("what the cases before say to be unknown", {"a": unknown("{ when = \"size(one) > 0\", goto = \"tamat\" }, { else = \"kata\" }")}, {},
     ['a.toml:12:8: error: "one" is not known yet']),
    ("what a condition says to be known", {"a": unknown("{ when = \"one != ''\", goto = \"kata\" }, { else = \"tamat\" }")}, {}, []),
    ("bounds the wrong way round, and a condition", {"a": '''
title = "T"
start = "tanya"
[node.tanya]
ask = "?"
accept = { number = { min = 5, max = 1 } }
save = "n"
next = "lihat"
[node.lihat]
branch = [{ when = "contact.known || n > 2", goto = "satu" }, { else = "dua" }]
[node.satu]
end = "1."
[node.dua]
end = "2."
'''}, {}, ["a.toml:6:1: error: nothing is accepted: min is 5 and max is 1"]),
    ("one misspelt save, used in two flows", {"a": calling("b").replace('"answer"', '"anwser"').replace('end = "."', 'end = "{answer}."'),
      "b": asking('ask = "{answer}."', 'accept = "phone"', 'save = "pin"', 'next = "tamat"').replace('save = "answer"', 'save = "other"')}, {},
     ['a.toml:12:8: error: nothing gives {answer}; did you mean "anwser"?']),
]  # fmt: skip


@pytest.mark.parametrize(("name", "flows", "settings", "expected"), CATALOGS, ids=[one[0] for one in CATALOGS])
def test_flows_together(name: str, flows: dict[str, str], settings: dict[str, Any], expected: list[str]) -> None:
    found = said(flows, **settings)
    assert len(found) == len(expected), found
    assert all(problem.startswith(wanted) for problem, wanted in zip(found, expected, strict=True)), found


def test_flows_may_call_each_other_as_deep_as_the_engine_goes_and_no_deeper() -> None:
    def chain(length: int) -> dict[str, str]:
        names = ["a", *(f"f{index}" for index in range(1, length))]
        return {name: calling(called) for name, called in zip(names, [*names[1:], "last"], strict=True)} | {
            "last": PLAIN
        }

    assert refused(chain(LIMITS.calls - 1)) == []
    deepest = f"f{LIMITS.calls - 1}.toml:9:8: error: flows call each other more than {LIMITS.calls} deep"
    assert refused(chain(LIMITS.calls)) == [deepest]


def test_a_broken_file_hides_no_other_problem_and_makes_none() -> None:
    files = village.spoilt("desa-saya.toml", 'start = "nama"', "start = ")
    files["lapor.toml"] = files["lapor.toml"].replace("min = 5, max = 300", "min = 5, max = 3")
    assert [problem.file for problem in village.problems_of(files)] == ["desa-saya.toml", "lapor.toml"]


def test_several_faults_come_in_the_order_of_their_places() -> None:
    chosen = [one for one in faults.ALL if one.name in {"same value", "missing field", "unknown field of the contact"}]
    files = dict(village.FILES)
    for fault in chosen:
        files[fault.file] = files[fault.file].replace(fault.old, fault.new)
    problems = village.problems_of(files)
    assert [problem.file for problem in problems] == ["desa-saya.toml", "lapor.toml", "lapor.toml"]
    assert problems == sorted(problems)


def test_the_order_of_the_files_changes_nothing() -> None:
    files = village.spoilt("lapor.toml", 'next = "siapa"', 'next = "saipa"')
    assert village.problems_of(dict(reversed(files.items()))) == village.problems_of(files)


def test_without_phrases_one_sentence_says_so() -> None:
    files = {name: text for name, text in village.FILES.items() if name != "phrases.toml"}
    missing = "phrases.toml:1:1: error: phrases.toml is missing: the gateway's own sentences stand in it"
    assert [str(problem) for problem in village.problems_of(files)] == [missing]


def test_a_language_that_is_not_configured_may_be_written_already() -> None:
    assert village.problems_of(village.FILES, languages=("id",)) == []
    assert village.problems_of(village.FILES, languages=("en",)) == []


def test_a_language_that_is_configured_must_be_written_everywhere() -> None:
    problems = village.problems_of(village.FILES, languages=("id", "en", "su"))
    assert {problem.reason for problem in problems} == {'this text lacks "su": write it in id, en, su'}
    in_the_flow, in_the_called_flow = 8, 5
    assert len(problems) == in_the_flow + in_the_called_flow + len(phrases.NAMES)


def test_a_test_in_a_language_that_is_not_configured_is_a_warning() -> None:
    spoken = faults.TEST.replace('name = "air"', 'name = "air"\nlanguage = "su"')
    problems = village.problems_of(village.spoilt("lapor.toml", "sms = true\n", spoken))
    assert [(problem.severity, problem.line) for problem in problems] == [("warning", 49)]


def test_a_test_that_comes_out_right_is_no_problem() -> None:
    assert village.problems_of(village.spoilt("lapor.toml", "sms = true\n", faults.TEST)) == []


def test_a_thousand_nodes() -> None:
    nodes = "\n".join(
        f'[node.n{i}]\nask = "{{a{i - 1}}}?"\naccept = {{ text = {{ max = 150 }} }}\nsave = "a{i}"\nnext = "n{i + 1}"'
        for i in range(1, 1000)
    )
    first = 'title = "T"\nstart = "n0"\n[node.n0]\nask = "?"\naccept = "text"\nsave = "a0"\nnext = "n1"\n'
    assert refused({"a": f'{first}{nodes}\n[node.n1000]\nend = "{{a999}}."'}) == []
    assert len(refused({"a": f'{first}{nodes}\n[node.n1000]\nend = "{{b999}}."'})) == 1


def test_a_test_that_may_fail_because_of_another_fault_is_not_played() -> None:
    failing = faults.TEST.replace("Air bersih", "Jalan")
    files = village.spoilt("lapor.toml", "sms = true\n", failing)
    files["lapor.toml"] = files["lapor.toml"].replace("min = 5, max = 300", "min = 5, max = 3")
    assert ["min is 5" in problem.reason for problem in village.problems_of(files)] == [True]


def test_options_that_are_never_shown_together_may_be_alike() -> None:
    old = '{ value = "air", id = "Air bersih", en = "Clean water" }'
    one = '{ value = "air", id = "Air", en = "Water", when = "contact.village == \'\'" }'
    other = '{ value = "air", id = "Air", en = "Water", when = "contact.village != \'\'" }'
    assert village.problems_of(village.spoilt("lapor.toml", old, f"{one},\n  {other}")) == []
    assert len(village.problems_of(village.spoilt("lapor.toml", old, f"{one},\n  {one}"))) == 1
