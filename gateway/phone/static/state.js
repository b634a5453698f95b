// What the phone is doing, and how it asks the network. Everything else draws it or changes it.

import { WORDS } from "./words.js";

export const state = {
  language: "id", phone: "", about: { codes: [], numbers: [], groups: {} }, unread: {},
  view: "idle", typed: "", notice: "",
  session: "", screen: "", failed: false, final: false, waiting: false, dialogue: 0,
  messages: [], selected: 0, lastText: 0, lastEntry: 0,
};

export const words = () => WORDS[state.language];
export const $ = (id) => document.getElementById(id);
export const clock = (at) => new Date(at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });

const HOME = new URL("../", import.meta.url);

// With a body it is a POST. Throws an Error whose message is the answer's error word, or "offline".
export async function ask(path, body) {
  const options = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(new URL(path, HOME), options);
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(found.error ?? "offline");
  return found;
}
