// Makes the types of what travels from docs/openapi.json and docs/asyncapi.json. With --check it
// writes nothing and fails where the files differ from what it would write.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";
import openapiTypescript, { astToString } from "openapi-typescript";

const docs = new URL("../../docs/", import.meta.url);
const target = new URL("../packages/client/src/generated/", import.meta.url);
const read = async (name) => JSON.parse(await readFile(new URL(name, docs), "utf8"));

const HEAD = "/* Made by scripts/types.mjs; do not edit. */\n";

/** One schema for all frames in a direction: a union told apart by `type`. */
function union(document, title, names) {
  const local = (value) =>
    JSON.parse(JSON.stringify(value).replaceAll("#/components/schemas/", "#/definitions/"));
  const payload = ({ $ref, properties, required, ...rest }) =>
    $ref
      ? { allOf: [{ $ref }, { type: "object", properties, required }] }
      : { $ref, properties, required, ...rest };
  return { title, oneOf: names.map((name) => local(payload(document.components.messages[name].payload))) };
}

async function frames() {
  const document = await read("asyncapi.json");
  const definitions = JSON.parse(
    JSON.stringify(document.components.schemas).replaceAll("#/components/schemas/", "#/definitions/"),
  );
  const names = Object.keys(document.components.messages).sort();
  const said = (name) => name.startsWith("say_");
  const schema = {
    title: "Frames",
    type: "object",
    properties: {
      server: { $ref: "#/definitions/ServerFrame" },
      client: { $ref: "#/definitions/ClientFrame" },
    },
    definitions: {
      ...definitions,
      ServerFrame: union(
        document,
        "ServerFrame",
        names.filter((name) => !said(name)),
      ),
      ClientFrame: union(document, "ClientFrame", names.filter(said)),
    },
  };
  return compile(schema, "Frames", {
    additionalProperties: false,
    bannerComment: HEAD.trim(),
    format: false,
  });
}

async function rest() {
  return HEAD + astToString(await openapiTypescript(await read("openapi.json"), { alphabetize: true }));
}

const made = { "rest.ts": await rest(), "frames.ts": await frames() };
let differs = false;
for (const [name, text] of Object.entries(made)) {
  const file = new URL(name, target);
  if (!process.argv.includes("--check")) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`${name} is not what the documents say: run npm run generate`);
    differs = true;
  }
}
process.exitCode = differs ? 1 : 0;
