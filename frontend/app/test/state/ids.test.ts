import { expect, test } from "vitest";
import { parseAddress } from "../../src/state/ids.ts";

test("an address names a room and a message in it, also one that cannot be, or no room", () => {
  expect(parseAddress("/r/7")).toEqual({ room: 7, message: null });
  expect(parseAddress("/r/7/m/12/")).toEqual({ room: 7, message: 12 });
  expect(parseAddress("/r/7/m/x")).toEqual({ room: 7, message: null });
  for (const room of ["x", "7x", "0", "-1", "1.5"])
    expect(parseAddress(`/r/${room}`)).toEqual({ room: null, message: null });
  for (const path of ["/", "/r", "/r/", "/r/7/m", "/r/7/x/12", "/x/r/7"])
    expect(parseAddress(path)).toBeNull();
});
