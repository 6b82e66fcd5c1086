// How the tests talk with a program that issues tokens: a line of JSON for each answer, a word for each command.
import { createInterface } from "node:readline";

export function answer(made) {
  process.stdout.write(`${JSON.stringify(made)}\n`);
}

// Runs commands until the test closes the input.
export async function commands(known) {
  for await (const line of createInterface({ input: process.stdin })) answer(await known[line]());
}
