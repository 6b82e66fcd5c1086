// A window of the browser that Playwright does not control, for times that are those of a user.

/** The size of the page in the window, in pixels. */
const PAGE = { width: 1280, height: 800 };
/** The size of the window: what of a page lies outside of it is never drawn, and a key that changes it has no end. */
const WINDOW = { width: 1_480, height: 1_000 };
const KEY_A = { key: "a", code: "KeyA", windowsVirtualKeyCode: 65 };

/** Slows a page's processor, and its network if `line` is given. */
async function slow(send, rate, line) {
  await send("Emulation.setCPUThrottlingRate", { rate });
  if (!line) return;
  const throughput = (line.mbits * 1e6) / 8;
  await send("Network.enable");
  await send("Network.emulateNetworkConditions", {
    offline: false,
    latency: line.latencyMs,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
}

/** Opens a target of a session in a window of its own; answers how to send commands to it, and how to close it. */
async function openTarget(devtools) {
  const { browserContextId } = await devtools.send("Target.createBrowserContext");
  const { targetId } = await devtools.send("Target.createTarget", { url: "about:blank", browserContextId });
  const { windowId } = await devtools.send("Browser.getWindowForTarget", { targetId });
  await devtools.send("Browser.setWindowBounds", { windowId, bounds: WINDOW });
  const { sessionId } = await devtools.send("Target.attachToTarget", { targetId, flatten: false });
  const waiting = new Map();
  let last = 0;
  devtools.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    const [done, fail] = waiting.get(id) ?? [];
    waiting.delete(id);
    if (error) fail?.(new Error(error.message));
    else done?.(result);
  });
  const send = (method, params = {}) =>
    new Promise((...ends) => {
      last += 1;
      waiting.set(last, ends);
      const message = JSON.stringify({ id: last, method, params });
      devtools.send("Target.sendMessageToTarget", { sessionId, message }).catch(ends[1]);
    });
  const close = async () => {
    await devtools.send("Target.disposeBrowserContext", { browserContextId });
    await devtools.detach();
  };
  return { send, close };
}

/**
 * Opens a slowed-down window. In a window that Playwright controls, the browser parses all code again at React's first
 * error object, runs Playwright's own scripts for each key, and reports each frame of a WebSocket: at a sixth of the
 * speed, a page with nothing but a text field drops frames there, and none here.
 */
export async function freeWindow(browser, { rate = 1, line, scripts = [] }) {
  const { send, close } = await openTarget(await browser.newBrowserCDPSession());
  await send("Emulation.setDeviceMetricsOverride", { ...PAGE, deviceScaleFactor: 1, mobile: false });
  await send("Emulation.setFocusEmulationEnabled", { enabled: true });
  await send("Page.enable");
  for (const source of scripts) await send("Page.addScriptToEvaluateOnNewDocument", { source });
  await slow(send, rate, line);
  return {
    close,
    goto: (url) => send("Page.navigate", { url }),
    /** Answers the value of an expression; waits for a promise. */
    async evaluate(expression) {
      const how = { expression, returnByValue: true, awaitPromise: true };
      const { result, exceptionDetails } = await send("Runtime.evaluate", how);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
      return result.value;
    },
    /** Writes the letter `a` where the focus is. */
    async writeLetter() {
      await send("Input.dispatchKeyEvent", { type: "keyDown", text: "a", ...KEY_A });
      await send("Input.dispatchKeyEvent", { type: "keyUp", ...KEY_A });
    },
  };
}
