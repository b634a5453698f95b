// The side of the page: what the network and the gateway said to each other.

import { WORDS } from "./words.js";

const KEPT = 60;
const list = document.getElementById("log");
const entries = [];

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function addEntries(more, language) {
  for (const entry of more) {
    const item = draw(entry, WORDS[language]);
    entries.unshift({ entry, item });
    list.prepend(item);
  }
  entries.splice(KEPT).forEach(({ item }) => item.remove());
}

export function redraw(language) {
  list.replaceChildren(...entries.map((kept) => (kept.item = draw(kept.entry, WORDS[language]))));
}

// statuses: message id -> what the last delivery report said
export function showStatuses(statuses, language) {
  for (const pill of list.querySelectorAll("[data-message]")) {
    const status = statuses[pill.dataset.message];
    if (status && status !== pill.dataset.status) setStatus(pill, status, language);
  }
}

function setStatus(pill, status, language) {
  const kept = entries.find(({ entry }) => entry.external_id === pill.dataset.message);
  if (kept) kept.entry.delivery = status;
  pill.dataset.status = status;
  pill.textContent = WORDS[language].statuses[status] ?? status;
}

function draw(entry, words) {
  const outgoing = entry.kind === "send";
  const item = element("li", `entry ${entry.kind}`);
  const head = element("p", "head");
  head.append(element("b", "", outgoing ? words.outgoing : words[entry.kind]), pill(entry, words));
  const when = new Date(entry.at).toLocaleTimeString("id-ID", { hour12: false });
  head.append(element("time", "", outgoing || entry.kind === "delivery" ? when : `${when} · ${entry.ms} ms`));
  item.append(head, element("p", "said", said(entry)));
  if (entry.kind === "ussd" && entry.answer) item.append(element("pre", "answer", entry.answer));
  item.append(details(entry, words));
  return item;
}

function pill(entry, words) {
  const sent = entry.kind === "send";
  const status = sent ? entry.delivery ?? "Accepted" : entry.status === 0 ? words.noAnswer : String(entry.status);
  const made = element("span", "pill", sent ? words.statuses[status] : status);
  made.dataset.status = sent ? status : entry.status === 200 ? "Success" : "Failed";
  if (sent) made.dataset.message = entry.external_id;
  return made;
}

// The one line that tells what it was about.
function said({ kind, form, phone }) {
  if (kind === "ussd") return `${phone} → ${form.serviceCode}   text=${form.text || "(…)"}`;
  if (kind === "sms") return `${phone} → ${form.to}: ${form.text}`;
  if (kind === "send") return `${form.from} → ${phone}: ${form.message}`;
  return `${phone} · ${form.status}`;
}

function details(entry, words) {
  const box = element("details");
  const fields = element("dl");
  for (const [name, value] of Object.entries(entry.form)) {
    fields.append(element("dt", "", name), element("dd", "", value));
  }
  box.append(element("summary", "", words.fields), fields);
  if (entry.kind !== "ussd" && entry.answer) box.append(element("pre", "answer", entry.answer));
  return box;
}
