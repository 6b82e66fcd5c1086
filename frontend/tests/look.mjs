// Takes screenshots of the page for people to look at: `node tests/look.mjs`.
import { openAs, shot, startBrowser } from "./lib/browser.mjs";
import { caller, startServer } from "./lib/server.mjs";

const server = await startServer();
const browser = await startBrowser();
try {
  const as = {};
  for (const [id, name] of [
    [1, "alice"],
    [2, "bob"],
    [3, "王小明"],
    [4, "李华"],
  ])
    as[name] = caller(server.origin, await server.token(id, name));
  const room = await as.alice("POST", "rooms/", {
    name: "Product design",
    description: "What we build, and why",
    room_type: "public",
  });
  const zh = await as.王小明("POST", "rooms/", {
    name: "周五技术分享",
    description: "每周五下午",
    room_type: "public",
  });
  await as.bob("POST", "rooms/", { name: "Release", room_type: "public" });
  await as.alice("POST", `rooms/${zh.id}/join/`);
  const secret = await as.bob("POST", "rooms/", { name: "Budget 2027", room_type: "private" });
  await as.bob("POST", `rooms/${secret.id}/invite/`, { user_id: 1 });
  for (const who of ["bob", "王小明", "李华"]) await as[who]("POST", `rooms/${room.id}/join/`);
  const send = (who, content, more = {}, to = room.id) =>
    as[who]("POST", `rooms/${to}/messages/`, { content, ...more });
  await send(
    "bob",
    "Morning! The new room list is up on staging: https://staging.example.com/rooms?filter=mine. Have a look when you can.",
  );
  await send("bob", "It keeps its place now when older messages arrive.");
  const first = await send("alice", "Nice. I tried it on the phone, and scrolling back feels right.");
  await send(
    "王小明",
    "我也试了一下，中文输入法没有问题，回车不会误发。详见https://example.com/文档，谢谢！",
  );
  await send("李华", "@alice 这个颜色对比度够吗？", { reply_to: first.id });
  await send(
    "alice",
    "I checked: every pair is above 4.5 : 1 in both themes.\n\nThings left:\n  1. empty states\n  2. the banner when the connection is lost",
  );
  await send("bob", "<img src=x onerror=alert(1)> is only text, of course.");
  const gone = await send("bob", "oops");
  await as.bob("DELETE", `messages/${gone.id}/delete/`);
  await send("bob", "The report", {
    message_type: "file",
    file_url: `${server.origin}/files/x/report.pdf`,
    file_name: "Quarterly report, final.pdf",
    file_size: 1_834_000,
  });
  await send("王小明", "今晚八点见", {}, zh.id);
  for (const [name, options] of [
    ["desktop", {}],
    ["dark-zh", { theme: "dark", language: "zh" }],
    ["phone", { viewport: { width: 390, height: 844 }, touch: true }],
    ["phone-dark-zh", { viewport: { width: 390, height: 844 }, touch: true, theme: "dark", language: "zh" }],
  ]) {
    const { page, context, problems } = await openAs(browser, server.origin, null, { ...options });
    await page.getByRole("button", { name: "alice" }).waitFor();
    await shot(page, `${name}-1-signin`);
    await page.getByRole("button", { name: "alice" }).click();
    await page.getByText("Product design").waitFor();
    await page.waitForTimeout(300);
    await shot(page, `${name}-2-rooms`);
    await page.getByText("Product design").click();
    await page.locator("article").first().waitFor();
    if (name === "desktop") {
      const other = await openAs(
        browser,
        server.origin,
        { id: 2, username: "bob" },
        { path: `/r/${room.id}` },
      );
      await other.page.locator("#message-field").pressSequentially("I am wri", { delay: 150 });
      await page.getByText("is typing").waitFor();
      await other.context.close();
    }
    await page.waitForTimeout(500);
    await shot(page, `${name}-3-room`);
    await page.getByRole("button", { name: /^(Members|成员)$/ }).click();
    await page.getByText("@bob").or(page.locator("aside").getByText("bob")).first().waitFor();
    await page.waitForTimeout(300);
    await shot(page, `${name}-4-members`);
    await page.keyboard.press("Escape");
    await page
      .locator("aside header button")
      .click()
      .catch(() => {});
    await page.locator("#message-field").fill("@");
    await page.locator("[role=option]").first().waitFor();
    await shot(page, `${name}-5-mention`);
    await page.locator("#message-field").fill("");
    if (name.startsWith("phone")) await page.getByRole("button", { name: /Back to|返回房间/ }).click();
    await page.getByRole("button", { name: /New room|新建房间/ }).click();
    await page.locator("dialog").waitFor();
    await page.waitForTimeout(300);
    await shot(page, `${name}-6-create`);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^(Notifications|通知)/ }).click();
    await page.locator("dialog li").first().waitFor();
    await page.waitForTimeout(300);
    await shot(page, `${name}-7-notifications`);
    console.log(name, problems);
    await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
}
