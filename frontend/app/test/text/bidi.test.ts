import { expect, test } from "vitest";
import { isolated, withoutControls } from "../../src/text/bidi.ts";
import { en } from "../../src/text/en.ts";
import { excerpt, nameInText, nameOf } from "../../src/text/format.ts";
import { message, user } from "../fakes.tsx";

const TURNS = "\u202e";

test("no text brings characters along that turn the words after it", () => {
  for (const control of "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
    expect(withoutControls(`a${control}b`)).toBe("ab");
    expect(nameOf(user(1, `evil${control}`))).toBe("evil");
    expect(nameOf({ ...user(1), first_name: `A${control}`, last_name: "B" })).toBe("A B");
    expect(excerpt(en, message(1, { content: `a${control}b` }))).toBe("ab");
    const file = message(1, { content: "", message_type: "file", file_name: `report${control}fdp.exe` });
    expect(excerpt(en, file)).toBe("[File] reportfdp.exe");
  }
  expect(en.typing([nameInText(user(1, `evil${TURNS}`))])).toBe("evil is typing");
});

test("a name that is written from right to left is isolated within a sentence, and no other is", () => {
  expect(isolated("bob")).toBe("bob");
  expect(isolated("王小明")).toBe("王小明");
  for (const name of ["עדי", "ليلى", "bob ليلى"]) expect(isolated(name)).toBe(`\u2068${name}\u2069`);
  expect(isolated(`\u2069${TURNS}ليلى`)).toBe("\u2068ليلى\u2069");
});
