import type { Node } from "acorn";

export interface FreeName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** `{ name }`, which has to become `{ name: value }`, or what is called. */
  readonly role: "short" | "called" | undefined;
}

// deno-lint-ignore no-explicit-any
export type Any = Node & Record<string, any>;

/** The names, in the order of their places, that no scope around their place declares. */
export function freeNames(program: Any, top: ReadonlySet<string>): FreeName[] {
  const found: FreeName[] = [];
  const visit = (node: unknown, scope: ReadonlySet<string>, role?: FreeName["role"]): void => {
    if (Array.isArray(node)) return node.forEach((one) => visit(one, scope));
    if (!isNode(node)) return;
    const names = namesIn(node);
    const inner = names.length > 0 ? new Set([...scope, ...names]) : scope;
    switch (node.type) {
      case "Identifier": {
        const { name, start, end } = node;
        if (!scope.has(name)) found.push({ name, start, end, role });
        return;
      }
      case "Property":
        if (node.shorthand) return visit(node.value, inner, "short");
        break;
      case "AssignmentPattern":
        visit(node.left, inner, role);
        return visit(node.right, inner);
      case "CallExpression":
        visit(node.callee, inner, "called");
        return visit(node.arguments, inner);
      case "TaggedTemplateExpression":
        visit(node.tag, inner, "called");
        return visit(node.quasi, inner);
      case "ImportDeclaration":
      case "MetaProperty":
      case "BreakStatement":
      case "ContinueStatement":
        return;
    }
    for (const [key, part] of Object.entries(node)) if (!isWord(node, key)) visit(part, inner);
  };
  visit(program, top);
  return found.sort((one, other) => one.start - other.start);
}

/** The names that a pattern binds: `a`, `[a, ...b]`, `{ a: b = 1 }`. */
export function boundNames(pattern: Any | null | undefined): string[] {
  if (!pattern) return [];
  if (pattern.type === "Identifier") return [pattern.name];
  const { properties = [], elements = [], value, argument, left } = pattern;
  return [...properties, ...elements, value, argument, left].flatMap(boundNames);
}

/** What statements declare for the block that they stand in, `var` apart. */
export function blockNames(statements: readonly Any[]): string[] {
  return statements.flatMap((statement) => {
    const node = statement.declaration ?? statement;
    if (node.type === "VariableDeclaration") {
      return node.kind === "var" ? [] : node.declarations.flatMap(({ id }: Any) => boundNames(id));
    }
    return /^(Function|Class)Declaration$/.test(node.type) ? boundNames(node.id) : [];
  });
}

export function varNames(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(varNames);
  if (!isNode(node) || /Function|Class/.test(node.type)) return [];
  const own = node.type === "VariableDeclaration" && node.kind === "var"
    ? node.declarations.flatMap(({ id }: Any) => boundNames(id))
    : [];
  return [...own, ...Object.values(node).flatMap(varNames)];
}

const isNode = (value: unknown): value is Any =>
  typeof value === "object" && value !== null && "type" in value && "start" in value;

/** Whether a node's part is a word of its own, and no use of a name. */
function isWord({ type, computed }: Any, key: string): boolean {
  if (key === "label") return true;
  if (key === "property") return type === "MemberExpression" && !computed;
  return key === "key" && !computed;
}

function namesIn({ type, id, params, param, body, cases, init, left }: Any): string[] {
  if (/Function/.test(type)) {
    const own = [id, ...params].flatMap(boundNames).concat(varNames(body));
    return type === "ArrowFunctionExpression" ? own : [...own, "arguments"];
  }
  if (/^Class(Declaration|Expression)$/.test(type)) return boundNames(id);
  if (type === "CatchClause") return boundNames(param);
  if (!/^(BlockStatement|StaticBlock|SwitchStatement|For\w*Statement)$/.test(type)) return [];
  const statements = cases?.flatMap(({ consequent }: Any) => consequent);
  return blockNames([body, statements, init, left].flat().filter(Boolean));
}
