// A phone in the page: what its keys do, and the polling for what reached it.

import { element, redraw } from "./log.js";
import { poll } from "./polling.js";
import { draw, drawCount, drawPhones, drawWords } from "./screen.js";
import { $, ask, state, words } from "./state.js";
import { EXAMPLES } from "./words.js";

const POLL = 1200;

// What the two soft keys and the green key do in each view; `softWords` of screen.js names them.
const KEYS = {
  idle: { left: () => go("list"), right: () => write(), call: () => go("list") },
  dial: { left: () => dial(state.typed), right: erase, call: () => dial(state.typed) },
  ussd: { left: sendAnswer, right: hangUp, call: sendAnswer },
  list: { left: openSelected, right: () => go("idle"), call: openSelected },
  read: { left: () => write(shownMessage().other), right: () => go("list"), call: () => write(shownMessage().other) },
  write: { left: sendText, right: () => go("list"), call: sendText },
};

// ---- calls

async function dial(code) {
  Object.assign(state, { typed: "", session: "", dialogue: state.dialogue + 1 });
  await hop(() => ask("calls", { phone: state.phone, code }));
}

async function sendAnswer() {
  if (state.final) return go("idle");
  if (state.waiting || !state.session) return;
  await hop(() => ask(`calls/${state.session}`, { text: $("answer").value }));
}

async function hop(request) {
  const dialogue = state.dialogue;
  Object.assign(state, { waiting: true, final: false });
  go("ussd");
  const screen = await request().catch((error) => ({ text: "", final: true, failed: true, error: error.message }));
  if (dialogue !== state.dialogue) {
    if (screen.session && !screen.final) endCall(screen.session); // hung up before the first screen came
    return;
  }
  const failure = { not_served: words().notServed, offline: words().offline }[screen.error] ?? words().broken;
  Object.assign(state, {
    waiting: false, final: screen.final, failed: screen.failed, session: screen.session ?? state.session,
    screen: screen.failed ? failure : screen.text,
  });
  $("answer").value = "";
  draw();
  if (!state.final && matchMedia("(pointer: fine)").matches) $("answer").focus();
  poll();
}

function endCall(session) {
  ask(`calls/${session}/hang-up`, {}).catch(() => {}).then(poll);
}

function hangUp() {
  if (state.session && !state.final) endCall(state.session);
  Object.assign(state, { dialogue: state.dialogue + 1, session: "", screen: "", waiting: false, typed: "" });
  go("idle");
}

// ---- texts

const shownMessage = () => state.messages[state.selected] ?? { other: state.about.numbers[0] };

function openSelected() {
  const message = state.messages[state.selected];
  if (!message) return;
  if (!message.read) ask("inbox/read", { phone: state.phone, id: message.id }).then(poll);
  message.read = true;
  go("read");
}

function write(to, text = "") {
  if (state.about.numbers.includes(to)) $("to").value = to;
  $("writing").value = text;
  go("write");
  if (matchMedia("(pointer: fine)").matches) $("writing").focus();
}

async function sendText() {
  const text = $("writing").value;
  if (!text || state.waiting) return;
  state.waiting = true;
  try {
    const { status } = await ask("texts", { phone: state.phone, to: $("to").value, text });
    state.notice = status === 200 ? "" : words().notSent;
  } catch {
    state.notice = words().notSent;
  }
  state.waiting = false;
  if (!state.notice) $("writing").value = "";
  state.selected = 0;
  go(state.notice ? "write" : "list");
  poll();
}

// ---- the screen

function go(view) {
  if (view !== state.view && view === "list") state.selected = Math.max(0, state.messages.findIndex(({ read }) => !read));
  if (view !== "write") state.notice = "";
  // a field that is hidden keeps the keyboard until the next frame: what is typed meanwhile would be lost
  if (view !== state.view && ["answer", "writing"].includes(document.activeElement.id)) document.activeElement.blur();
  state.view = view;
  draw();
}

// ---- keys

function press(key) {
  const keys = KEYS[state.view];
  if (key === "left" || key === "right") keys[key]();
  else if (key === "call") keys.call();
  else if (key === "end") state.view === "ussd" ? hangUp() : (state.typed = "", go("idle"));
  else if (key === "up" || key === "down") move(key === "up" ? -1 : 1);
  else type(key);
}

function move(step) {
  if (state.view === "idle") return go("list");
  if (state.view === "list") {
    state.selected = Math.min(Math.max(0, state.selected + step), Math.max(0, state.messages.length - 1));
    return draw();
  }
  document.querySelector(`[data-view=${state.view}]`).scrollBy(0, step * 60);
}

function type(key) {
  const field = { ussd: state.final ? null : $("answer"), write: $("writing") }[state.view];
  if (field) {
    field.value += key;
    return drawCount();
  }
  state.typed = (state.view === "dial" ? state.typed : "") + key;
  go("dial");
}

function erase() {
  state.typed = state.typed.slice(0, -1);
  go(state.typed ? "dial" : "idle");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const field = event.target.closest("input, textarea, select");
  if (event.key === "Escape") press("end");
  else if (field?.id === "writing" && event.key === "Enter" && !event.shiftKey) sendText();
  else if (field || (event.key === "Enter" && event.target.closest("button, summary"))) return;
  else if (event.key === "Enter") press(state.view === "list" ? "left" : "call");
  else if (event.key === "Backspace" && state.view === "dial") erase();
  else if (event.key === "ArrowUp" || event.key === "ArrowDown") press(event.key === "ArrowUp" ? "up" : "down");
  else if (state.view === "ussd" && event.key.length === 1 && event.key !== " ") return $("answer").focus();
  else if (/^[0-9*#+]$/.test(event.key)) press(event.key);
  else return;
  event.preventDefault();
});
$("messages").addEventListener("click", (event) => {
  const row = event.target.closest("[data-index]");
  if (!row) return;
  state.selected = Number(row.dataset.index);
  openSelected();
});
document.querySelector(".pad").addEventListener("click", (event) => {
  const key = event.target.closest("[data-key]");
  if (key) press(key.dataset.key);
});
$("answering").addEventListener("submit", (event) => { event.preventDefault(); sendAnswer(); });
$("writing").addEventListener("input", () => { state.notice = ""; drawCount(); });

// ---- whose phone it is

function take(phone) {
  if (state.view === "ussd") hangUp();
  Object.assign(state, { phone, messages: [], lastText: 0, typed: "" });
  $("owner").textContent = Object.values(state.about.groups).flat().find((one) => one.phone === phone)?.name || phone;
  drawPhones();
  go("idle");
  return poll();
}

function drawSuggestions() {
  const suggestions = [
    ...state.about.codes.map((code) => [words().dialCode, code, () => dial(code)]),
    ...EXAMPLES.map((text) => [words().textThis, text, () => write("", text)]),
  ];
  $("suggestions").replaceChildren(...suggestions.map(([verb, text, act]) => {
    const button = element("button", "", `${verb} `);
    button.type = "button";
    button.append(element("code", "", text));
    button.addEventListener("click", () => {
      if (state.view === "ussd") hangUp();
      $("phone").scrollIntoView({ block: "nearest" });
      act();
    });
    return button;
  }));
}

function speak(language) {
  state.language = language;
  drawWords();
  drawSuggestions();
  redraw(language);
}

$("phones").addEventListener("change", () => take($("phones").value));
$("number").addEventListener("input", () => $("number").setCustomValidity(""));
$("other").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const { phone } = await ask(`inbox?phone=${encodeURIComponent($("number").value)}`);
    $("number").value = "";
    await take(phone);
  } catch {
    $("number").setCustomValidity(words().badNumber);
    $("number").reportValidity();
  }
});
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => speak(button.dataset.language));
}

async function start() {
  state.about = await ask("phones").catch(() => state.about);
  $("to").replaceChildren(...state.about.numbers.map((number) => element("option", "", number)));
  await take(state.about.groups.people?.[0].phone ?? "");
  speak(state.language);
  setInterval(() => document.hidden || poll(), POLL);
}
start();
