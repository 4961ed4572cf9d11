import { AnswerProblem } from "./answer_problem.ts";
import type { Exercise } from "./exercise.ts";
import { type ScriptProblem, withoutTypes } from "./without_types.ts";

/**
 * Turns what a reader typed into JavaScript: one expression, a function from the names that the
 * answer may use to the answer's value. Types are taken out; lines stay where they were, so that an
 * error can name the reader's own line. Nothing is run.
 *
 * A number may be written as an expression (`1 / 3`); a text stands for itself, with or without
 * quotation marks; code is an expression of TypeScript.
 *
 * @param form How the exercise is answered.
 * @param typed What the reader typed.
 * @param names What the answer may use, see `answerScope`.
 * @returns The function's source, with the answer's first line as its second.
 * @throws {AnswerProblem} When there is nothing, or it is no such expression.
 *
 * @example
 * ```ts
 * import { AnswerProblem } from "#lib/exercises/answer_problem.ts";
 * import { compileAnswer } from "#lib/exercises/compile_answer.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const source = compileAnswer("code", "(x: number): number => x * margin", ["margin"]);
 * assertEquals(new Function(`return ${source}`)()({ margin: 2 })(21), 42);
 * const problem = assertThrows(() => compileAnswer("code", "x =>\n  x +", []), AnswerProblem);
 * assertEquals([problem.line, problem.message], [2, "something is missing at the end"]);
 * ```
 */
export function compileAnswer(
  form: Exercise["form"],
  typed: string,
  names: readonly string[],
): string {
  const text = typed.trim();
  if (text === "") {
    throw new AnswerProblem(
      { number: "write a number", text: "write an answer", code: "write an expression" }[form],
    );
  }
  if (form === "text") {
    const [, , inner = text] = /^(["'`])([\s\S]*)\1$/.exec(text) ?? [];
    return place(JSON.stringify(inner), names);
  }
  if (form === "number") {
    // As an expression, `0,5` would be the number 5.
    if (/^[-+]?\d+,\d+$/.test(text)) {
      throw new AnswerProblem(`write it with a point: ${text.replace(",", ".")}`);
    }
    if (/^[-+]?[\d.,]+$/.test(text) && !Number.isFinite(Number(text))) {
      throw new AnswerProblem(`expected one number, got ${text}`);
    }
  }
  // The answer keeps its lines: only what follows its last sign is dropped.
  const expression = typed.trimEnd().replace(/;+$/, "");
  return place(plain(expression), names);
}

/** One line above the answer; `new Function` adds two, and the page's worker two empty ones. */
function place(expression: string, names: readonly string[]): string {
  return `({ ${names.join(", ")} }) => (\n${expression}\n)`;
}

const STATEMENT = /^\s*(?:const|let|var|return|import|export|if|for|while)\b/;

function plain(expression: string): string {
  if (STATEMENT.test(expression)) {
    throw new AnswerProblem(
      "write an expression, as it would stand behind `=`, without `const` or `return`",
      1,
    );
  }
  // In brackets, as it is run later; so a second statement is an error here too.
  const before = "const answer = [(\n";
  const after = "\n)];";
  const [code, problem] = withoutTypes(before + expression + after);
  if (code !== undefined) return code.slice(before.length, code.length - after.length);

  const lines = expression.split("\n");
  const { line, column, message } = innermost(before + expression + after, problem);
  if (line - 1 > lines.length) {
    throw new AnswerProblem("something is missing at the end", lines.length);
  }
  const [token] = /^(?:[\w$]+|\S)/.exec(lines[line - 2]?.slice(column - 1) ?? "") ?? [""];
  throw new AnswerProblem(
    message.startsWith("Unexpected token") && token ? `did not expect \`${token}\`` : message,
    line - 1,
    column,
  );
}

/**
 * Where an arrow function's body is wrong, sucrase takes the whole for something else and points at
 * the arrow. So the body is looked at alone, and what stands before it is blanked, until the problem
 * is no arrow.
 */
function innermost(script: string, problem: ScriptProblem): ScriptProblem {
  const lines = script.split("\n");
  const at = lines.slice(0, problem.line - 1).join("\n").length + problem.column;
  const arrow = /^(?::[^=]*)?=>/.exec(script.slice(at));
  if (!arrow) return problem;
  const body = at + arrow[0].length;
  const rest = script.slice(0, body).replace(/[^\n]/g, " ") + script.slice(body);
  const [code, inner] = withoutTypes(rest);
  return code === undefined ? innermost(rest, inner) : problem;
}
