// A real browser, pages in it, and the problems that a page reports.
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
/** Where Chromium may be, in order of preference. */
const PATHS = [
  process.env.CHROMIUM_BIN,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const SHOTS = join(import.meta.dirname, "../shots");

/** The path of the browser that was found. */
export const executablePath = PATHS.find((path) => path && existsSync(path));

/** Starts Chromium. */
export async function startBrowser() {
  if (!executablePath) throw new Error("no Chromium: install it, or name it in CHROMIUM_BIN");
  return chromium.launch({ executablePath, args: FLAGS });
}

/** Collects a page's problems: console errors, exceptions, violated policies, requests to origins not in `origins`. */
export function watchProblems(page, origins, { ignore = [] } = {}) {
  const problems = [];
  const add = (text) => {
    if (!ignore.some((pattern) => pattern.test(text))) problems.push(text);
  };
  page.on("console", (message) => {
    if (message.type() === "error") add(`console: ${message.text()} ${message.location().url ?? ""}`);
  });
  page.on("pageerror", (error) => add(`error: ${error.stack ?? error}`));
  page.on("request", (request) => {
    const url = request.url();
    if (/^(data|blob):/.test(url)) return;
    const base = new URL(url).origin.replace(/^ws/, "http");
    if (!origins.includes(base)) add(`foreign request: ${url}`);
  });
  return problems;
}

/** A script for a page: keeps its sockets in `__sockets` and reports violated policies to the console. */
const WATCH = `(() => {
  const Original = WebSocket;
  window.__sockets = [];
  window.WebSocket = class extends Original {
    constructor(...args) { super(...args); window.__sockets.push(this); }
  };
  document.addEventListener("securitypolicyviolation", (event) =>
    console.error("CSP: " + event.violatedDirective + " " + event.blockedURI));
})()`;

const demo = (id, username) => JSON.stringify({ kind: "demo", userId: id, username });

/** Opens the page in a window of its own; `user` is a demo user, a token, or null to stay signed out. */
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
  const problems = watchProblems(page, origins, { ignore });
  await page.goto(origin + path);
  return { page, context, problems };
}

/** Saves a screenshot of a page. */
export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/** The message field. */
export const field = (page) => page.locator("#message-field");
/** The list of messages. */
export const feed = (page) => page.getByRole("feed");
/** The messages in the list. */
export const articles = (page) => page.locator("article");

/** Opens the menu of a message in the list, given as a text in it, by key, when the server has it. */
export async function openMenuOf(page, text) {
  await page.locator("article:not([data-local])").filter({ hasText: text }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
}

/** Opens the menu of a message and chooses an item. */
export async function chooseOf(page, text, item) {
  await openMenuOf(page, text);
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

/** Presses keys in the message field until something shows that; keys before the connection is live are not told. */
export async function typeUntilSeen(page, shown) {
  while ((await shown.count()) === 0) {
    await field(page).press("x");
    await page.waitForTimeout(100);
  }
}

/** Waits until a page has gone back over what was closed in it: a reload on the way would be given up. */
export const untilGoneBack = (page) => page.waitForFunction(() => !history.state?.layers);

/** Goes back over what is open in a page. It has an entry of the history soon after it is shown, not at once. */
export async function closeByBack(page, opened) {
  await opened.waitFor();
  await page.waitForTimeout(200);
  await page.waitForFunction(() => history.state?.layers);
  await page.goBack();
  await opened.waitFor({ state: "detached" });
}

/** Writes a message and sends it. It must not end with a member's name: Enter takes it from the list of members. */
export async function say(page, text) {
  await field(page).fill(text);
  await field(page).press("Enter");
}
