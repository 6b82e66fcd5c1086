// Finds circles of imports between the modules of a package, type-only imports included. Prints each circle and
// fails if there is one.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const PACKAGES = ["packages/client/src", "packages/react/src", "app/src"];

/** The modules of a folder. */
const modulesOf = (folder) =>
  readdirSync(resolve(root, folder), { recursive: true })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => resolve(root, folder, name));

/** The modules that a module imports, out of those that exist. */
function importsOf(file, modules) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"));
  const paths = importedFiles
    .filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => resolve(dirname(file), fileName))
    .flatMap((path) => [path, path.replace(/\.js$/, ".ts"), path.replace(/\.js$/, ".tsx")])
    .filter((path) => modules.has(path));
  return new Set(paths);
}

/** The circles that a depth-first walk meets, each as the list of its modules. */
function circlesOf(graph) {
  const circles = [];
  const done = new Set();
  const visit = (file, path) => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const next of graph.get(file)) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}

for (const folder of PACKAGES) {
  const modules = new Set(modulesOf(folder));
  const graph = new Map([...modules].map((file) => [file, importsOf(file, modules)]));
  for (const circle of circlesOf(graph)) {
    const names = circle.map((file) => file.slice(root.length));
    console.error(`Modules import each other in a circle: ${names.join(" -> ")}`);
    process.exitCode = 1;
  }
}
