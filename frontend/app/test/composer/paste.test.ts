import { expect, test } from "vitest";
import { pastedFiles } from "../../src/composer/paste.ts";

const file = (name: string) => new File(["x"], name);
const clipboard = (text: string, ...files: File[]) =>
  pastedFiles({ files: files as unknown as FileList, getData: () => text }).map(({ name }) => name);

test("text that comes with a picture of itself is pasted as text", () => {
  expect(clipboard("Q1\t100\r\nQ2\t200", file("image.png"))).toEqual([]);
  expect(clipboard("hello")).toEqual([]);
});

test("files are added if there is no text, or only their names", () => {
  expect(clipboard("", file("image.png"))).toEqual(["image.png"]);
  expect(clipboard("a.txt\nb c.pdf", file("a.txt"), file("b c.pdf"))).toEqual(["a.txt", "b c.pdf"]);
  expect(clipboard("/home/me/a.txt\n", file("a.txt"))).toEqual(["a.txt"]);
});
