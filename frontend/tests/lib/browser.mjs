// A real browser, and everything a page complains about.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const PLACES = [
  process.env.CHROMIUM_BIN,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const SHOTS = join(import.meta.dirname, "../shots");

export const executablePath = PLACES.find((place) => place && existsSync(place));

export async function startBrowser() {
  if (!executablePath) throw new Error("no Chromium: install it, or name it in CHROMIUM_BIN");
  return chromium.launch({ executablePath, args: FLAGS });
}

/** What a page said that it should not have: console errors, errors, CSP reports, foreign requests. */
export function listen(page, origins, { ignore = [] } = {}) {
  const complaints = [];
  const complain = (text) => {
    if (!ignore.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  page.on("console", (message) => {
    if (message.type() === "error") complain(`console: ${message.text()} ${message.location().url ?? ""}`);
  });
  page.on("pageerror", (error) => complain(`error: ${error.stack ?? error}`));
  page.on("request", (request) => {
    const url = request.url();
    if (/^(data|blob):/.test(url)) return;
    const base = new URL(url).origin.replace(/^ws/, "http");
    if (!origins.includes(base)) complain(`foreign request: ${url}`);
  });
  return complaints;
}

/** Counts the sockets that a page constructs; reports broken policies to the console. */
export const WATCH = `(() => {
  const Original = WebSocket;
  window.__sockets = [];
  window.WebSocket = class extends Original {
    constructor(...args) { super(...args); window.__sockets.push(this); }
  };
  document.addEventListener("securitypolicyviolation", (event) =>
    console.error("CSP: " + event.violatedDirective + " " + event.blockedURI));
})()`;

const demo = (id, username) => JSON.stringify({ kind: "demo", userId: id, username });

/** Somebody's own window. */
export async function openAs(browser, origin, user, options = {}) {
  const {
    language = "en",
    theme = "light",
    path = "/",
    viewport,
    touch,
    ignore,
    origins = [origin],
    settings = {},
  } = options;
  const context = await browser.newContext({
    viewport: viewport ?? { width: 1280, height: 800 },
    hasTouch: touch === true,
    isMobile: touch === true,
    reducedMotion: "reduce",
    locale: language === "zh" ? "zh-CN" : "en-GB",
    colorScheme: theme,
  });
  await context.addInitScript(WATCH);
  const chosen = JSON.stringify({ language, theme: "auto", ...settings });
  await context.addInitScript(`localStorage.getItem("roomcast.settings") ??
    localStorage.setItem("roomcast.settings", ${JSON.stringify(chosen)})`);
  if (user) {
    const session =
      typeof user === "string"
        ? JSON.stringify({ kind: "token", token: user })
        : demo(user.id, user.username);
    await context.addInitScript(`sessionStorage.getItem("roomcast.session") ??
      sessionStorage.setItem("roomcast.session", ${JSON.stringify(session)})`);
  }
  const page = await context.newPage();
  const complaints = listen(page, origins, { ignore });
  await page.goto(origin + path);
  return { page, context, complaints };
}

export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

export const field = (page) => page.locator("#message-field");
export const feed = (page) => page.getByRole("feed");
export const articles = (page) => page.locator("article");

/** Types a message and sends it. */
export async function say(page, text) {
  await field(page).fill(text);
  await field(page).press("Enter");
}
