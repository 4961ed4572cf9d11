import { parse } from "acorn";
import { transform } from "sucrase";
import { type Any, blockNames, type FreeName, freeNames, varNames } from "./free_names.ts";

/** A cell that cannot be read: what is wrong, in a sentence, and where, counted from 1. */
export class CellProblem extends Error {
  override readonly name: string = "SyntaxError";
  /** So it hangs together with no other. */
  readonly declares: readonly string[] = [];
  readonly uses: readonly string[] = [];

  constructor(message: string, readonly line: number) {
    super(message);
  }
}

/** A cell that was read: the names that it leaves (imports, too), and those that it takes from elsewhere. */
export interface CompiledCell {
  readonly declares: readonly string[];
  readonly uses: readonly string[];
  readonly imports: readonly string[];
  /** A module whose default export is `(scope, modules) => value`; names in `shared` are looked up in the scope. */
  code(shared: ReadonlySet<string>): string;
}

type Edit = readonly [start: number, end: number, text: string];

const SCOPE = "__scope", MODULES = "__modules", VALUE = "__value", PLAIN = "__plain";

/**
 * What a cell declares at its top are variables of a function, and the scope gets doors to them when it
 * has ended well: so other cells share them, a cell may run again, and its loops are as fast as any.
 */
export function compileCell(source: string): CompiledCell {
  const script = plain(source);
  const program = parsed(script);
  const body: Any[] = program.body;
  const imported = body.filter(({ type }) => type === "ImportDeclaration");
  const locals = imported.flatMap(({ specifiers }) =>
    specifiers.map(({ local }: Any) => local.name)
  );
  const declares = [...new Set([...locals, ...blockNames(body), ...varNames(body)])];
  const free = freeNames(program, new Set(declares));
  return {
    declares,
    uses: [...new Set(free.map(({ name }) => name))],
    imports: [...new Set(imported.map(({ source }) => source.value as string))],
    code(shared) {
      const edits = [
        ...imported.map(isThere),
        ...body.flatMap(withoutExports),
        ...valueOf(body),
        ...free.filter(({ name }) => shared.has(name)).map(throughScope),
        ...importCalls(program),
      ];
      const head = `let ${VALUE}; const ${PLAIN} = (one) => one; ` + imported.map(lookUp).join("");
      const doors = declares.filter((name) => !name.startsWith("__")).map(door).join("");
      return `export default async (${SCOPE}, ${MODULES}) => { ${head}${
        edited(script, edits)
      }\n;${doors} return ${VALUE}; };`;
    },
  };
}

/** The cell without its types; lines stay where they were. */
function plain(source: string): string {
  const options = { disableESTransforms: true, keepUnusedImports: true };
  return told(() => transform(source, { transforms: ["typescript"], ...options }).code, source);
}

function parsed(script: string): Any {
  const options = { ecmaVersion: "latest", sourceType: "module" } as const;
  return told(() => parse(script, options) as Any, script);
}

function told<Read>(read: () => Read, script: string): Read {
  try {
    return read();
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number } };
    if (!loc) throw error;
    // Sucrase sometimes points behind the last line.
    const line = Math.min(loc.line, script.split("\n").length);
    throw new CellProblem(message.replace(/ ?\(\d+:\d+\)$/, ""), line);
  }
}

/** `import a, { b as c } from "m"` as constants; an import is there before anything else runs. */
function lookUp({ specifiers, source }: Any): string {
  const module = `${MODULES}[${JSON.stringify(source.value)}]`;
  return specifiers.map((one: Any) => {
    const key = keyOf(one);
    return `const ${one.local.name} = ${module}${key ? `?.[${JSON.stringify(key)}]` : ""}; `;
  }).join("");
}

function keyOf({ type, imported }: Any): string | undefined {
  if (type === "ImportNamespaceSpecifier") return undefined;
  return type === "ImportDefaultSpecifier" ? "default" : imported.name ?? imported.value;
}

/** In an import's own place, so that the error has its line: whether there is such a module. */
function isThere({ start, source }: Any): Edit {
  return [start, start, demand(JSON.stringify(source.value))];
}

function demand(name: string): string {
  const words = '`no module "${' + name + '}" is in this page; there are ${' +
    `Object.keys(${MODULES}).join(", ")}\``;
  return `if (!Object.hasOwn(${MODULES}, ${name})) throw new TypeError(${words});`;
}

/** Takes imports out, which stand above, and the words `export` and `default`. */
function withoutExports({ type, start, end, declaration }: Any): Edit[] {
  if (declaration) return [[start, declaration.start, ""]];
  return /^(Import|Export)/.test(type) ? [[start, end, ""]] : [];
}

function valueOf(body: readonly Any[]): Edit[] {
  const last = body.findLast(({ type }) => type !== "EmptyStatement");
  if (last?.type !== "ExpressionStatement") return [];
  const { start, expression: { end } } = last;
  return [[start, start, `;${VALUE} = (0, `], [end, end, ")"]];
}

/** A name of another cell. What is called must not get the scope as its `this`. */
function throughScope({ name, start, end, role }: FreeName): Edit {
  const place = `${SCOPE}.${name}`;
  return [start, end, role ? role === "short" ? `${name}: ${place}` : `${PLAIN}(${place})` : place];
}

/** `import("m")` gives a module among those that are there. */
function importCalls(node: unknown): Edit[] {
  if (Array.isArray(node)) return node.flatMap(importCalls);
  if (typeof node !== "object" || node === null) return [];
  const inner = Object.values(node).flatMap(importCalls);
  const { type, start, end, source } = node as Any;
  if (type !== "ImportExpression") return inner;
  const before = `(async (name) => { ${demand("name")} return ${MODULES}[name]; })(`;
  return [[start, source.start, before], ...inner, [source.end, end, ")"]];
}

function door(name: string): string {
  return `Object.defineProperty(${SCOPE}, "${name}", { configurable: true, enumerable: true, ` +
    `get: () => ${name}, set: (value) => { ${name} = value; } }); `;
}

/** The script with its edits; line breaks in what they take out stay. */
function edited(script: string, edits: readonly Edit[]): string {
  let [text, at] = ["", 0];
  for (const [start, end, words] of edits.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    text += script.slice(at, start) + words + script.slice(start, end).replace(/[^\n]/g, "");
    at = end;
  }
  return text + script.slice(at);
}
