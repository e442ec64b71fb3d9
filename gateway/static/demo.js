"use strict";
// The simplest chat that works: opens a conversation, sends, uploads, and follows the event stream.
const API = "/api/v1";
const STATES = { bot: "", waiting_for_agent: "Waiting for a colleague", agent: "Talking with a colleague", closed: "Closed" };
const at = (id) => document.getElementById(id);
let chat = null; // {id, token, seen, pause, stream}
let pending = []; // own messages not yet in the history

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

async function call(path, options = {}) {
  const headers = { ...(chat ? { Authorization: `Bearer ${chat.token}` } : {}), ...options.headers };
  const response = await fetch(API + path, { ...options, headers });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.detail || `Error ${response.status}`);
  return body;
}

function say(kind, text) {
  const item = make("li", kind);
  item.append(make("div", "bubble", text));
  at("log").append(item);
  at("log").scrollTop = at("log").scrollHeight;
  return item;
}

function show(message) {
  if (message.seq <= chat.seen) return;
  chat.seen = message.seq;
  if (message.from === "shopper" && pending.length) pending.shift().remove();
  else document.querySelectorAll(".choices button").forEach((button) => { button.disabled = true; });
  const item = make("li", message.from);
  if (message.text) item.append(make("div", "bubble", message.text));
  message.attachments.forEach((file) => item.append(picture(file)));
  const summary = message.data && card(message.data);
  if (summary) item.append(summary);
  if (message.buttons.length) item.append(choices(message.buttons));
  at("log").append(item);
  at("log").scrollTop = at("log").scrollHeight;
}

function picture(file) {
  const node = make(file.kind === "video" ? "video" : "img");
  node.src = file.url;
  if (file.kind === "video") node.controls = true; else node.alt = "Sent photo";
  return node;
}

function choices(buttons) {
  const box = make("div", "choices");
  buttons.forEach(({ title, payload }) => {
    const button = make("button", "", title);
    button.type = "button";
    button.addEventListener("click", () => send({ payload }, title));
    box.append(button);
  });
  return box;
}

function card(data) {
  if (["question", "handover"].includes(data.type) || !data.type) return null;
  const box = make("div", "card");
  box.append(make("h2", "", data.type));
  const list = make("dl");
  Object.entries(data).forEach(([key, value]) => {
    if (key === "type" || value === null || value === undefined || (typeof value === "object" && !Array.isArray(value))) return;
    if (Array.isArray(value) && (!value.length || value.some((each) => typeof each === "object"))) return;
    list.append(make("dt", "", key.replaceAll("_", " ")), make("dd", "", Array.isArray(value) ? value.join(", ") : String(value)));
  });
  const all = make("details");
  all.append(make("summary", "", "All of it"), make("pre", "", JSON.stringify(data, null, 2)));
  box.append(list, all);
  return box;
}

async function send(content, shown) {
  if (!chat) return;
  const item = say("shopper pending", shown);
  pending.push(item);
  const body = JSON.stringify({ id: crypto.randomUUID(), ...content });
  try {
    await call(`/conversations/${chat.id}/messages`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  } catch (error) {
    pending = pending.filter((each) => each !== item);
    item.className = "shopper failed";
    item.append(make("small", "", error.message));
  }
}

async function upload(file) {
  const item = say("shopper pending", `Sending ${file.name} …`);
  const body = new FormData();
  body.append("file", file);
  try {
    const stored = await call(`/conversations/${chat.id}/uploads`, { method: "POST", body });
    item.remove();
    await send({ attachments: [stored.id] }, file.name);
  } catch (error) {
    item.className = "shopper failed";
    item.append(make("small", "", error.message));
  }
}

async function follow(current) {
  while (chat === current) {
    try {
      const response = await fetch(`${API}/conversations/${current.id}/events`, {
        headers: { Authorization: `Bearer ${current.token}`, "Last-Event-ID": String(current.seen) },
        signal: current.stream.signal,
      });
      current.pause = 1000 * (Number(response.headers.get("Retry-After")) || 1);
      if (response.status === 410) return leave(current);
      if (!response.ok) throw new Error(`events: ${response.status}`);
      await read(response.body.pipeThrough(new TextDecoderStream()).getReader(), current);
    } catch {
      if (current.stream.signal.aborted) return;
    }
    await new Promise((done) => setTimeout(done, current.pause));
  }
}

async function read(reader, current) {
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done || chat !== current) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    parts.forEach(handle);
  }
}

function handle(block) {
  const fields = {};
  block.split("\n").forEach((line) => {
    const colon = line.indexOf(": ");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
  });
  if (!fields.event) return;
  const data = JSON.parse(fields.data);
  if (fields.event === "message") show(data);
  if (fields.event === "typing") at("typing").hidden = !data.typing;
  if (fields.event === "moved") leave(chat);
  if (fields.event === "replaced") chat.pause = 60000; // newer tabs have this one's place
  if (fields.event === "state") at("state").textContent = STATES[data.state] || "";
}

function leave(current) {
  if (chat !== current) return;
  chat = null;
  current.stream.abort();
  at("typing").hidden = true;
  at("state").textContent = "This chat goes on in your other app.";
}

async function open() {
  if (chat) chat.stream.abort();
  chat = null;
  pending = [];
  at("log").replaceChildren();
  at("state").textContent = "";
  at("typing").hidden = false;
  try {
    const opened = await call(`/stores/${at("store").value}/conversations`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ customer_token: null }),
    });
    chat = { id: opened.id, token: opened.token, seen: 0, pause: 1000, stream: new AbortController() };
    opened.greeting.forEach(show);
    follow(chat);
  } catch (error) {
    at("state").textContent = error.message;
  }
  at("typing").hidden = true;
}

async function start() {
  const stores = await (await fetch("/demo/stores.json")).json();
  stores.forEach((store) => at("store").append(new Option(store, store)));
  if (!stores.length) { at("state").textContent = "There is no store yet: load the demo data first."; return; }
  at("store").addEventListener("change", open);
  at("restart").addEventListener("click", open);
  at("file").addEventListener("change", () => { [...at("file").files].forEach(upload); at("file").value = ""; });
  at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = at("text").value.trim();
    if (!text) return;
    at("text").value = "";
    send({ text }, text);
  });
  await open();
}

start();
