// @vitest-environment happy-dom
import { ChatError } from "@roomcast/client";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import Settings from "../../src/dialogs/Settings.tsx";
import { blocked } from "../../src/state/blocks.ts";
import { changeSettings, settings } from "../../src/state/settings.ts";
import Toasts from "../../src/ui/Toasts.tsx";
import { fakeRoom, InChat, user } from "../fakes.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** Opens the dialog in a browser that answers a request for notifications with `permission`. */
function open(permission = "denied", rest: object = { getMe: () => new Promise(() => undefined) }) {
  vi.stubGlobal("Notification", { requestPermission: async () => permission });
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  changeSettings({ language: "en", theme: "auto", sound: false, desktop: false });
  render(
    <InChat room={fakeRoom()} rest={rest}>
      <Settings onClose={vi.fn()} />
      <Toasts />
    </InChat>,
  );
}

test("a choice is stored and applied at once", () => {
  open();
  fireEvent.click(screen.getByRole("radio", { name: "Dark" }));
  fireEvent.click(screen.getByRole("checkbox", { name: "Sound for mentions" }));
  expect(settings.get()).toMatchObject({ theme: "dark", sound: true });
  expect(document.documentElement.dataset.theme).toBe("dark");
  fireEvent.click(screen.getByRole("radio", { name: "中文" }));
  screen.getByText("您的用户编号：1");
});

test("desktop notifications are turned on if the browser allows them", async () => {
  open("granted");
  fireEvent.click(screen.getByRole("checkbox", { name: "Desktop notifications" }));
  await vi.waitFor(() => expect(settings.get().desktop).toBe(true), 10_000);
});

test("desktop notifications stay off, with a reason, if the browser does not allow them", async () => {
  open();
  fireEvent.click(screen.getByRole("checkbox", { name: "Desktop notifications" }));
  await screen.findByText("The browser allows no desktop notifications.", {}, { timeout: 10_000 });
  expect(settings.get().desktop).toBe(false);
});

test("who has no names from the login chooses them, and is told why a name cannot be had", async () => {
  const me = { ...user(1, "user1"), unread_total: 0, names_from_login: false };
  const updateMe = vi.fn(async (_: object) => {
    throw new ChatError(409, "name_taken");
  });
  open("denied", { getMe: async () => me, updateMe });
  fireEvent.change(await screen.findByLabelText("Username"), { target: { value: "ann" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("The username is taken.", {}, { timeout: 10_000 });
  expect(updateMe).toHaveBeenCalledWith({ username: "ann", first_name: "", last_name: "" });
});

test("who has names from the login sees no form for them", async () => {
  const getMe = vi.fn(async () => ({ ...user(1, "alice"), unread_total: 0, names_from_login: true }));
  open("denied", { getMe });
  await vi.waitFor(() => expect(getMe).toHaveBeenCalled(), 10_000);
  expect(screen.queryByLabelText("Username")).toBeNull();
});

test("blocked people are listed, by their number where nobody knows their name, and the block can be lifted", async () => {
  blocked.set(new Set([77]));
  const blockUser = vi.fn(async () => undefined);
  open("denied", { getMe: () => new Promise(() => undefined), blockUser });
  screen.getByText("User 77");
  fireEvent.click(screen.getByRole("button", { name: /^Lift the block of .*User 77/ }));
  await vi.waitFor(() => expect(screen.queryByText("User 77")).toBeNull());
  expect(blockUser).toHaveBeenCalledExactlyOnceWith(77, false);
});
