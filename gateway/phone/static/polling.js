// What reached the phone, and what went over the wire, since the last look.

import { addEntries, showStatuses } from "./log.js";
import { draw, drawPhones } from "./screen.js";
import { $, ask, clock, state } from "./state.js";

export async function poll() {
  $("clock").textContent = clock(Date.now());
  const phone = state.phone;
  try {
    const texts = await ask(`inbox?phone=${encodeURIComponent(phone)}&after=${state.lastText}`);
    if (phone === state.phone) takeTexts(texts);
    const log = await ask(`log?after=${state.lastEntry}`);
    const more = log.entries.filter(({ id }) => id > state.lastEntry);
    state.lastEntry = Math.max(state.lastEntry, ...more.map(({ id }) => id));
    addEntries(more, state.language);
    showStatuses(log.statuses, state.language);
  } catch {
    // the gateway is away for a moment: the next look finds it again
  }
}

function takeTexts({ messages, unread }) {
  const more = messages.filter(({ id }) => id > state.lastText).reverse();
  if (more.length) {
    state.lastText = more[0].id;
    if (state.view === "read") state.selected += more.length;
    state.messages.unshift(...more);
    if (more.some(({ read }) => !read)) ring();
    draw();
  }
  if (JSON.stringify(unread) !== JSON.stringify(state.unread)) {
    state.unread = unread;
    drawPhones();
  }
}

function ring() {
  $("phone").classList.remove("rings");
  requestAnimationFrame(() => $("phone").classList.add("rings"));
}
