// Generates packages/client/src/generated/ from docs/openapi.json and docs/asyncapi.json: the types of REST bodies
// and WebSocket frames, and the server's limits, refusal codes and fixed texts. With --check it writes nothing and
// fails if a file differs from what it would write.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";
import openapiTypescript, { astToString } from "openapi-typescript";

const docs = new URL("../../docs/", import.meta.url);
const target = new URL("../packages/client/src/generated/", import.meta.url);
const read = async (name) => JSON.parse(await readFile(new URL(name, docs), "utf8"));

const HEAD = "/* Made by scripts/types.mjs; do not edit. */\n";

/** Rewrites references to the document's schemas into references to the definitions of one JSON schema. */
const withLocalReferences = (value) =>
  JSON.parse(JSON.stringify(value).replaceAll("#/components/schemas/", "#/definitions/"));

/** One schema for all frames in a direction: a union told apart by `type`. */
function union(document, title, names) {
  const payload = ({ $ref, properties, required, ...rest }) =>
    $ref
      ? { allOf: [{ $ref }, { type: "object", properties, required }] }
      : { $ref, properties, required, ...rest };
  const payloads = names.map((name) => payload(document.components.messages[name].payload));
  return { title, oneOf: withLocalReferences(payloads) };
}

/** The types of frames, from the AsyncAPI document. */
async function frames() {
  const document = await read("asyncapi.json");
  const names = Object.keys(document.components.messages).sort();
  const isSentByClient = (name) => name.startsWith("say_");
  const schema = {
    title: "Frames",
    type: "object",
    properties: {
      server: { $ref: "#/definitions/ServerFrame" },
      client: { $ref: "#/definitions/ClientFrame" },
    },
    definitions: {
      ...withLocalReferences(document.components.schemas),
      ServerFrame: union(
        document,
        "ServerFrame",
        names.filter((name) => !isSentByClient(name)),
      ),
      ClientFrame: union(document, "ClientFrame", names.filter(isSentByClient)),
    },
  };
  return compile(schema, "Frames", {
    additionalProperties: false,
    bannerComment: HEAD.trim(),
    format: false,
  });
}

/** The types of REST bodies and answers, from the OpenAPI document. */
async function rest(document) {
  return HEAD + astToString(await openapiTypescript(document, { alphabetize: true }));
}

/** Constants of the server's limits, refusal codes and texts: one export each, so that bundlers drop unused ones. */
function facts(document) {
  const { limits, codes, texts } = document["x-roomcast"];
  const numbers = Object.entries(limits);
  const constant = ([name, value]) => `export const ${name.toUpperCase()} = ${JSON.stringify(value)};\n`;
  const codeType = codes.map((code) => `\n  | ${JSON.stringify(code)}`).join("");
  return [
    HEAD,
    "\n/* Limits of the server. `_CHARS` counts Unicode code points, `_MS` milliseconds; `…_PAGE_MAX` is the",
    "\n   largest `limit` of a list. */\n",
    ...numbers.map(constant),
    "\n/* Texts that the server puts in place of a client's. */\n",
    ...Object.entries(texts).map(([name, text]) => constant([`${name}_text`, text])),
    `\n/** The stable codes of all refusals. */\nexport type RefusalCode =${codeType};\n`,
  ].join("");
}

const openapi = await read("openapi.json");
const files = { "rest.ts": await rest(openapi), "frames.ts": await frames(), "facts.ts": facts(openapi) };
for (const [name, text] of Object.entries(files)) {
  const file = new URL(name, target);
  if (!process.argv.includes("--check")) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`${name} differs from docs/openapi.json or docs/asyncapi.json: run npm run generate`);
    process.exitCode = 1;
  }
}
