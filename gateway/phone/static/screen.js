// Draws what the phone shows. Texts of callers and of the gateway are inserted as text, never as markup.

import { measure } from "./gsm7.js";
import { element } from "./log.js";
import { $, clock, state, words } from "./state.js";

export function draw() {
  for (const view of document.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== state.view;
  const unread = state.messages.filter(({ read }) => !read).length;
  $("unread").hidden = unread === 0;
  $("unread").textContent = `✉ ${unread}`;
  $("unread").setAttribute("aria-label", words().newMessages(unread));
  $("hint").textContent = unread ? words().newMessages(unread) : words().hint;
  $("dialled").textContent = state.typed;
  $("screen").textContent = state.waiting ? "" : state.screen;
  $("wait").hidden = !state.waiting;
  $("answering").hidden = state.waiting || state.final;
  $("used").hidden = state.waiting || Boolean(state.failed);
  $("used").textContent = words().used(measure(`${state.final ? "END" : "CON"} ${state.screen}`));
  drawMessages();
  drawCount();
  drawSoftKeys();
}

function drawMessages() {
  document.querySelector(".empty").hidden = state.messages.length > 0;
  $("messages").replaceChildren(...state.messages.map((message, index) => {
    const row = element("li", message.read ? "" : "new");
    const button = element("button", "", `${message.direction === "out" ? "→ " : ""}${message.other} `);
    button.type = "button";
    button.append(element("span", "", message.text));
    button.setAttribute("aria-current", String(index === state.selected));
    button.dataset.index = index;
    row.append(button);
    return row;
  }));
  $("messages").children[state.selected]?.scrollIntoView({ block: "nearest" });
  const message = state.messages[state.selected];
  if (!message) return;
  $("from").textContent = `${message.direction === "out" ? words().sentTo : words().from} ${message.other} · ${clock(message.at)}`;
  $("text").textContent = message.text;
  $("received").textContent = words().parts(measure(message.text));
}

export function drawCount() {
  $("counted").textContent = state.notice || words().parts(measure($("writing").value));
}

const SOFT = {
  idle: ["messages", "write"], dial: ["dial", "delete"], ussd: ["send", "cancel"],
  list: ["open", "back"], read: ["reply", "back"], write: ["send", "back"],
};

function softWords() {
  if (state.view === "ussd" && state.final) return ["none", "close"];
  if (state.view === "ussd" && state.waiting) return ["none", "cancel"];
  if (state.view === "list" && state.messages.length === 0) return ["none", "back"];
  return SOFT[state.view];
}

function drawSoftKeys() {
  const named = softWords();
  ["left", "right"].forEach((side, index) => {
    const word = words()[named[index]];
    $(`${side}-word`).textContent = word;
    document.querySelector(`[data-key=${side}]`).setAttribute("aria-label", word || "–");
  });
}

export function drawPhones() {
  const groups = { ...state.about.groups };
  const named = new Set(Object.values(groups).flat().map(({ phone }) => phone));
  const others = [state.phone, ...Object.keys(state.unread)].filter((phone) => phone && !named.has(phone));
  groups.others = [...(groups.others ?? []), ...[...new Set(others)].map((phone) => ({ phone, name: "" }))];
  $("phones").replaceChildren(...Object.entries(groups).filter(([, phones]) => phones.length).map(([group, phones]) => {
    const made = element("optgroup");
    made.label = words()[group];
    for (const { phone, name } of phones) {
      const waiting = phone !== state.phone && state.unread[phone] ? ` ✉ ${state.unread[phone]}` : "";
      const option = element("option", "", `${name ? `${name} · ` : ""}${phone}${waiting}`);
      option.value = phone;
      made.append(option);
    }
    return made;
  }));
  $("phones").value = state.phone;
}

export function drawWords() {
  document.documentElement.lang = state.language;
  const set = (name, change) => document.querySelectorAll(`[data-${name}]`).forEach((one) => change(one, words()[one.dataset[name]]));
  set("word", (one, word) => (one.textContent = word));
  set("label", (one, word) => one.setAttribute("aria-label", word));
  set("placeholder", (one, word) => (one.placeholder = word));
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === state.language));
  }
  drawPhones();
  draw();
}
