// One search for rooms, people and messages, by key and on a phone.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { feed, shot } from "./lib/browser.mjs";
import { startWorld, until, untilReady } from "./lib/world.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, touch: true };

let world;
let design;
let kitchen;
beforeAll(async () => {
  world = await startWorld();
  design = await world.room("Design 设计", ["bob", "王小明"]);
  kitchen = await world.room("Kitchen", ["bob"]);
  const [alice, bob, ming] = [await world.rest("alice"), await world.rest("bob"), await world.rest("王小明")];
  const file_url = `${world.server.origin}/icon.svg`;
  const plan = { message_type: "file", file_url, file_name: "plan.pdf" };
  await alice("POST", `rooms/${design}/messages/`, { content: "The Budget for the new page" });
  await ming("POST", `rooms/${design}/messages/`, { content: "下午的会议改到三点" });
  await alice("POST", `rooms/${design}/messages/`, { content: "the plan with the budget", ...plan });
  await bob("POST", `rooms/${kitchen}/messages/`, { content: "no budget for coffee" });
  const direct = await alice("POST", "rooms/direct/", { user_id: 2 });
  await alice("POST", `rooms/${direct.id}/messages/`, { content: "hello bob" });
  for (let n = 1; n <= 45; n += 1)
    await bob("POST", `rooms/${kitchen}/messages/`, { content: `coffee ${n} ${"and cake ".repeat(9)}` });
});
afterEach(() => world.closePages());
afterAll(() => world?.stop());

const field = (page) => page.getByRole("combobox");
const options = (page) => page.getByRole("option");
const active = (page) => page.locator("[role=option][aria-selected=true]");
const openSearch = async (page) => {
  await page.keyboard.press("ControlOrMeta+k");
  await expect.poll(() => page.evaluate(() => document.activeElement.role)).toBe("combobox");
};

test("rooms come first, then messages with their words marked; Enter jumps, all by key", async () => {
  const { page, problems } = await world.open("bob", { path: `/r/${kitchen}` });
  await untilReady(page);
  await openSearch(page);
  await page.getByRole("group", { name: "Recent rooms" }).getByRole("option").first().waitFor();
  await page.keyboard.type("design");
  await page.getByRole("group", { name: "Rooms" }).getByRole("option", { name: "Design" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/r/${design}`);
  await untilReady(page);

  await openSearch(page);
  await page.keyboard.type("BUDGET");
  await expect.poll(() => options(page).count()).toBe(3);
  await page.getByRole("status").getByText("3 results").waitFor();
  expect(await page.locator("[role=option] mark").allTextContents()).toEqual(
    expect.arrayContaining(["Budget", "budget", "budget"]),
  );
  await shot(page, "search");
  const wanted = options(page).filter({ hasText: "The Budget for the new page" });
  expect(await wanted.textContent()).toContain("Design 设计");
  await until("the wanted option is the active one", async () => {
    if ((await active(page).textContent())?.includes("new page")) return true;
    await page.keyboard.press("ArrowDown");
    return false;
  });
  expect(await field(page).getAttribute("aria-activedescendant")).toBe(await wanted.getAttribute("id"));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/m\/\d+$/);
  const row = feed(page).locator("article", { hasText: "The Budget for" });
  await expect.poll(() => row.getAttribute("data-flash")).toBe("true");

  // The page stands at the message already: it is shown once more.
  await page.waitForTimeout(2_500);
  await expect.poll(() => row.getAttribute("data-flash")).toBeNull();
  await openSearch(page);
  await page.keyboard.type('"new page"');
  await options(page).filter({ hasText: "The Budget" }).click();
  await expect.poll(() => row.getAttribute("data-flash")).toBe("true");
  await openSearch(page);
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  expect(problems).toEqual([]);
});

test("filters are typed or set by buttons, in this room or everywhere", async () => {
  const { page, problems } = await world.open("bob", { path: `/r/${design}` });
  await untilReady(page);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("radio", { name: "In this room" }).isChecked();
  await field(page).fill("budget");
  await expect.poll(() => options(page).count()).toBe(2);
  await page.getByRole("radio", { name: "Everywhere" }).check();
  await expect.poll(() => options(page).count()).toBe(3);
  await field(page).fill("from:ali");
  await page.getByRole("option", { name: "alice" }).click();
  await page.getByRole("button", { name: /^Remove the filter: From .*alice/ }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement.role)).toBe("combobox");
  await field(page).fill("budget");
  await expect.poll(() => options(page).count()).toBe(2);
  await page.getByRole("button", { name: "Files", exact: true }).click();
  await expect.poll(() => options(page).count()).toBe(1);
  expect(await options(page).textContent()).toContain("plan.pdf");
  await page.getByRole("button", { name: /^Remove the filter: From/ }).click();
  await page.getByRole("button", { name: "Remove the filter: Files" }).click();
  await expect.poll(() => options(page).count()).toBe(3);
  await field(page).fill("has:file from:alice ");
  await page.getByRole("button", { name: /^Remove the filter: From .*alice/ }).waitFor();
  await page.getByRole("button", { name: "Remove the filter: Files" }).waitFor();
  await expect.poll(() => field(page).inputValue()).toBe("");
  await expect.poll(() => options(page).count()).toBe(1);
  await field(page).fill("nothing like this");
  await page.getByRole("status").getByText("Nothing matches “nothing like this”.").waitFor();
  expect(problems).toEqual([]);
});

test("more results come at the end of the list; too many searches are told with their wait", async () => {
  const { page, problems } = await world.open("bob", { path: `/r/${design}`, ignore: [/429/] });
  await untilReady(page);
  await openSearch(page);
  await page.keyboard.type("cake");
  await expect.poll(() => options(page).count()).toBe(20);
  await page.getByRole("listbox").evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await expect.poll(() => options(page).count()).toBe(40);
  await until("the end of the list", async () => {
    await page.keyboard.press("ArrowDown");
    return (await options(page).count()) === 45;
  });
  const wait = { status: 429, headers: { "Retry-After": "2" }, json: { error: "x", code: "rate_limited" } };
  await page.route("**/search/**", (route) => route.fulfill(wait), { times: 1 });
  await field(page).fill("coffee 7");
  await page
    .getByRole("status")
    .getByText(/^Too many searches\. It goes on in [12] s\.$/)
    .waitFor();
  await options(page).filter({ hasText: "coffee 7" }).first().waitFor();
  expect(problems).toEqual([]);
});

test("a person who is found is written to; in Chinese, on a phone, on a page of its own", async () => {
  const { page, problems } = await world.open("bob", { path: `/r/${design}`, language: "zh", ...PHONE });
  await untilReady(page);
  await page.getByRole("button", { name: "搜索" }).click();
  const box = () => page.locator("dialog").boundingBox();
  await expect.poll(box).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  await field(page).fill("会议");
  await page.locator("[role=option] mark", { hasText: "会议" }).waitFor();
  await shot(page, "search-phone");
  await page.getByRole("radio", { name: "全部" }).check();
  await field(page).fill("王");
  await page.getByRole("group", { name: "用户" }).getByRole("option", { name: "王小明" }).click();
  await page.getByRole("heading", { level: 1, name: "王小明" }).waitFor();
  await page.goBack();
  await page.waitForURL(`**/r/${design}`);
  await openSearch(page);
  await page.keyboard.type("alice");
  await page.getByRole("group", { name: "房间" }).getByRole("option", { name: "alice" }).click();
  await page.getByRole("heading", { level: 1, name: "alice" }).waitFor();
  expect(problems).toEqual([]);
});
