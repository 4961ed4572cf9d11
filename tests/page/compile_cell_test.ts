import { assert, assertEquals, assertThrows } from "@std/assert";
import { CellProblem, compileCell } from "#lib/page/cells/compile_cell.ts";

/** Runs cells one after the other in one scope; gives the last one's value. */
async function run(cells: readonly string[], modules: Record<string, unknown> = {}) {
  const scope: Record<string, unknown> = {};
  const read = cells.map(compileCell);
  const shared = new Set(read.flatMap(({ declares }) => declares));
  let value: unknown;
  for (const cell of read) value = await runModule(cell.code(shared), scope, modules);
  return { value, scope };
}

/** As the worker does, but for the module: its function is made of its text, two lines further down. */
async function runModule(code: string, scope: unknown, modules: unknown): Promise<unknown> {
  const text = code.replace(/^export default /, "");
  return await new Function(`"use strict"; return ${text}`)()(scope, modules);
}

/** What the last of some cells gives. */
const VALUES: [what: string, cells: string[], value: unknown][] = [
  ["the last expression", ["1;\n2 + 3;\n"], 5],
  ["nothing after a declaration", ["1; const x = 2;"], undefined],
  ["an expression before a comment", ["[1].at(0) // one"], 1],
  ["an object in brackets", ["({ a: 1 }).a"], 1],
  ["nothing of nothing", ["// nothing"], undefined],
  ["a name of another cell", ["const x = 2;", "x * x"], 4],
  ["a name declared again", ["const x = 2;", "const x = 3;", "x"], 3],
  ["one name twice in one cell, with var", ["var x = 1; var x = 2;", "x"], 2],
  ["a let that another cell changes", ["let n = 0; const inc = () => ++n;", "n = 5; inc(); n"], 6],
  ["a function that is called above itself", [
    "const y = f(1);\nfunction f(x) { return x + 1; }\ny",
  ], 2],
  ["a function that calls one of a later cell", [
    "const f = () => g();",
    "const g = () => 7;",
    "f()",
  ], 7],
  ["destructuring", [
    "const { a, b: [c, ...d], ...e } = { a: 1, b: [2, 3], f: 4 };",
    "[a, c, d, e]",
  ], [
    1,
    2,
    [3],
    { f: 4 },
  ]],
  ["destructuring into another cell's names", ["let p, q;", "({ p, q = 2 } = { p: 1 }); [p, q]"], [
    1,
    2,
  ]],
  ["a short property", ["const a = 1;", "({ a }).a"], 1],
  ["a class, its parent elsewhere", [
    "class A { static n = 1; m() { return this.k; } k = 2; }",
    "class B extends A { m() { return super.m() + A.n; } }",
    "new B().m()",
  ], 3],
  ["a template string", ["const a = 1;", "`${a}${`${a + 1}`}`"], "12"],
  ["a tag of another cell", [
    "const tag = (t: TemplateStringsArray, v: number) => t[0] + v;",
    "tag`a${1}`",
  ], "a1"],
  ["shadowing by a parameter", ["const x = 1;", "((x) => x)(2)"], 2],
  ["shadowing by a block", ["const x = 1;", "let y; { const x = 3; y = x; } [y, x]"], [3, 1]],
  [
    "shadowing by a loop",
    ["const i = 9;", "let s = 0; for (let i = 0; i < 3; i++) s += i; [s, i]"],
    [3, 9],
  ],
  ["shadowing by catch", ["const e = 1;", "let y; try { throw 2 } catch (e) { y = e } [y, e]"], [
    2,
    1,
  ]],
  ["shadowing by var in a function", [
    "const x = 1;",
    "(function () { x = 2; { var x; } return x; })()",
  ], 2],
  ["a loop over another cell's name", ["let k;", "for (k of [1, 2]);\nk"], 2],
  ["a property of the same name", ["const x = 1;", "({ x: 2 }).x + x"], 3],
  ["a method of the same name", ["const x = 1;", "({ x() { return x; } }).x()"], 1],
  [
    "a label of the same name",
    ["const x = 1;", "let n = 0; x: for (;;) { n++; break x; }\nn + x"],
    2,
  ],
  ["a call below a line without a semicolon", ["const f = () => 4;", "const a = 3\nf()\na"], 3],
  ["a call in a branch", ["let r; const f = () => r = 1;", "if (true) f()\nelse f()\nr"], 1],
  ["await at the top", ["const x = await Promise.resolve(3);", "await x"], 3],
  ["for await", [
    "async function* g() { yield 1; yield 2; }",
    "let s = 0; for await (const v of g()) s += v; s",
  ], 3],
  ["types", [
    "type T = { a: number };\ninterface I { b?: T }\nconst t = { a: 1 } as const satisfies T;",
    "(<T>(t as T)).a!",
  ], 1],
  ["generics and enums", [
    "enum E { A = 4 }\nfunction id<T>(x: T): T { return x; }",
    "id<number>(E.A)",
  ], 4],
  [
    "export",
    ["export const a = 1; export function f() { return a; }\nexport { a as b };", "f()"],
    1,
  ],
  ["no this", ["const f = function () { return this === undefined; };", "f()"], true],
  ["a global", ["Math.max(1, 2)"], 2],
  ["a global that a cell declares anew", ["const Map = 3;", "Map"], 3],
  ["typeof of what there is not", ["typeof nothingOfThisName"], "undefined"],
  ["a regular expression with slashes", ["/[/]x/.test('/x')"], true],
];

Deno.test("compileCell: the value is the last expression's, names are all cells'", async () => {
  for (const [what, cells, value] of VALUES) {
    const { value: found } = await run(cells);
    assertEquals(typeof found === "function" ? "function" : found, value, what);
  }
});

Deno.test("compileCell: a function that is a cell's value gets no name from it", async () => {
  const { value } = await run(["() => 1"]);
  assertEquals([typeof value, (value as () => void).name], ["function", ""]);
});

Deno.test("compileCell: a cell that fails leaves what was there", async () => {
  const cells = ["const x = 1;", "const x = 2; throw new Error('no');"].map(compileCell);
  const scope: Record<string, unknown> = {};
  await runModule(cells[0].code(new Set(["x"])), scope, {});
  const failed = await runModule(cells[1].code(new Set(["x"])), scope, {}).catch(() => "failed");
  assertEquals([failed, scope.x], ["failed", 1]);
});

Deno.test("compileCell: imports are looked up, whatever their form, before anything else", async () => {
  const modules = { m: { default: 1, a: 2, "a-b": 3 }, "./side.ts": {} };
  const cell = `const before = ns.a;
import one, { a as two, "a-b" as three } from "m";
import * as ns from "m";
import "./side.ts";
import type { T } from "nowhere";
[before, one, two, three, (await import("m")).a]`;
  const { value, scope } = await run([cell], modules);
  assertEquals(value, [2, 1, 2, 3, 2]);
  assertEquals(Object.keys(scope).sort(), ["before", "ns", "one", "three", "two"]);
  assertEquals(compileCell(cell).imports, ["m", "./side.ts"]);
});

Deno.test("compileCell: an import that there is not names those that there are, at its line", async () => {
  const code = compileCell(`1;\nimport { x } from "./nowhere.ts";`).code(new Set());
  const problem = await runModule(code, {}, { a: {}, b: {} }).catch((error) => error) as Error;
  assertEquals(problem.message, 'no module "./nowhere.ts" is in this page; there are a, b');
  assert(/:4:\d+\)?$/m.test(problem.stack ?? ""), problem.stack);
});

Deno.test("compileCell: what a cell uses is what it does not declare", () => {
  const uses = (source: string) => compileCell(source).uses;
  assertEquals(uses("const a = b; function f(c = d) { return a + c + e; }"), ["b", "d", "e"]);
  assertEquals(uses("let { [key]: x = fallback } = from; x.y; y?.z"), [
    "key",
    "fallback",
    "from",
    "y",
  ]);
  assertEquals(uses("const f = (x: T): U => x as V;"), []);
  assertEquals(uses("class A { [k] = v; static { w; } #p = 1; q() { return this.#p; } }"), [
    "k",
    "v",
    "w",
  ]);
  assertEquals(uses("for (const x of xs) { x; } x"), ["xs", "x"]);
});

Deno.test("compileCell: an error has the cell's own line", async () => {
  const cell = compileCell(`import {
  a,
} from "m";
type T = {
  b: number;
};
const x: T = a as T;
throw new Error("here");`);
  const problem = await runModule(cell.code(new Set()), {}, { m: { a: 1 } }).catch((error) =>
    error
  ) as Error;
  assert(/:10:\d+\)?$/m.test(problem.stack ?? ""), problem.stack);
  for (
    const [source, line] of [["1;\nconst = 2;", 2], ["\n\nlet a; let a;", 3], ["f(\n  1,\n", 3], [
      "a\nreturn 1",
      2,
    ], ["const s = 'x\n';", 1]] as const
  ) {
    const problem = assertThrows(() => compileCell(source), CellProblem) as CellProblem;
    assertEquals(problem.line, line, source);
  }
});
