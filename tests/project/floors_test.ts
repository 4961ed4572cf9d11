import { assert, assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The rooms of `lib/`, floor by floor from the ground: a room may use only what lies below it. */
const FLOORS = [
  ["host"],
  ["checks", "workspace", "random.ts"],
  ["reference", "datasets"],
  ["operators", "evaluation"],
  ["losses", "mining", "charts", "notebooks", "bundle"],
  ["clinic"],
  ["backend", "training"],
  ["experiments", "exercises", "live", "agreement"],
  ["lessons"],
  ["mod.ts", "book.ts"],
  ["page"],
  ["report"],
  ["tasks"],
];

const LIB = fileURLToPath(new URL("../../lib/", import.meta.url));

/** Every module of `lib/`, by its path in it. */
const modules = readdirSync(LIB, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => /\.(ts|js)$/.test(name));

/** What a module imports of `lib/`: values, types, re-exports, dynamic imports and types by path. */
function importsOf(source: string, module: string): string[] {
  const code = source.replace(/\/\*[^]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["']((?:\.{1,2}\/|#lib\/)[^"']+)["']/g)]
    .map(([, path]) =>
      path.startsWith("#lib/")
        ? path.slice("#lib/".length)
        : relative(LIB, normalize(join(LIB, dirname(module), path))).replaceAll("\\", "/")
    );
}

const graph = new Map(
  modules.map((name) => [name, importsOf(readFileSync(join(LIB, name), "utf8"), name)]),
);
const roomOf = (module: string) => module.split("/")[0];
const floorOf = (module: string) => FLOORS.findIndex((rooms) => rooms.includes(roomOf(module)));

Deno.test("floors: every room of lib/ stands on one", () => {
  assert(FLOORS.length >= 8);
  assertEquals(FLOORS.flat().sort(), [...new Set(modules.map(roomOf))].sort());
});

Deno.test("floors: Node's modules come through host/ alone", () => {
  // The one program that is packed as it stands.
  const others = modules.filter((name) => !/^host\/|^tasks\/tfjs-node-current\.js$/.test(name));
  const asks = /^import (?!type\b).*"node:|\bimport\("node:/m;
  assertEquals(others.filter((name) => asks.test(readFileSync(join(LIB, name), "utf8"))), []);
});

/** The imports between rooms that do not lead to a lower floor. */
function upwards(graph: ReadonlyMap<string, readonly string[]>): string[] {
  return [...graph].flatMap(([from, all]) =>
    all.filter((to) => roomOf(to) !== roomOf(from) && floorOf(to) >= floorOf(from))
      .map((to) => `${from} -> ${to}`)
  );
}

Deno.test("floors: imports run downwards, types and dynamic ones too", () => {
  assertEquals(upwards(graph), []);
});

Deno.test("floors: an import from the same floor runs upwards too", () => {
  const imports = ["checks/a.ts", "charts/c.ts", "losses/l.ts", "live/v.ts", "nowhere/n.ts"];
  assertEquals(upwards(new Map([["charts/b.ts", imports]])), [
    "charts/b.ts -> losses/l.ts",
    "charts/b.ts -> live/v.ts",
  ]);
});

Deno.test("floors: no file of lib/ reaches itself through its imports", () => {
  const open = new Set<string>();
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (module: string, path: string[]) => {
    if (open.has(module)) circles.push([...path.slice(path.indexOf(module)), module].join(" -> "));
    if (open.has(module) || done.has(module)) return;
    open.add(module);
    for (const next of graph.get(module) ?? []) visit(next, [...path, module]);
    open.delete(module);
    done.add(module);
  };
  modules.forEach((module) => visit(module, []));
  assertEquals(circles, []);
});

Deno.test("floors: an import is found in whatever form it stands", () => {
  const source = `import a from "./a.ts";
export * from '../b.ts';
export type { C } from "../c/d.ts";
const e = await import("./e.ts");
type F = import("#lib/f.ts").F;
/* import "./not.ts" */ // import "./nor.ts"
import {
  g,
} from "./g.ts";
import "./h.ts";`;
  assertEquals(importsOf(source, "room/x.ts"), [
    "room/a.ts",
    "b.ts",
    "c/d.ts",
    "room/e.ts",
    "f.ts",
    "room/g.ts",
    "room/h.ts",
  ]);
});

/** The first sentence of a room's head, links as plain names. */
function headOf(room: string): string {
  const source = readFileSync(join(LIB, room.endsWith(".ts") ? room : `${room}/mod.ts`), "utf8");
  const [, text] = /^\/\*\*\n([^]*?)\*\//.exec(source) ?? ["", ""];
  const plain = text.replace(/\s*\n? \* ?/g, " ").replace(/\{@linkcode (\S+?)( [^}]*)?\}/g, "`$1`");
  return /^.*?\.(?=\s|$)/.exec(plain.trim())?.[0] ?? "";
}

Deno.test("ARCHITECTURE.md has the rooms floor by floor, each in the words of its head", () => {
  const page = readFileSync(join(LIB, "../ARCHITECTURE.md"), "utf8");
  const floors = page.split(/^Floor \d+$/m).slice(1).map((floor) =>
    [...floor.split("\n## ")[0].matchAll(/^- `(.+?)\/?` ((?:.|\n {2})+)/gm)]
      .map(([, room, line]) => [room, line.replaceAll("\n  ", " ").trim()])
  );
  assertEquals(floors, FLOORS.map((rooms) => rooms.map((room) => [room, headOf(room)])));
});
