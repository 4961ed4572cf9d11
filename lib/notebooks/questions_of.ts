import { checkLike, checkNumber, describe, refuseValue } from "../checks/mod.ts";
import { type Cell, joined, type Notebook, type Output, PREDICT } from "./notebook.ts";

/** What a cell of prose keeps for each of its predictions, under {@linkcode PREDICT}. */
interface Kept {
  /** Words of the outputs below: `{}` stands for the answer, `…` for what may differ elsewhere. */
  readonly shows: string;
  /** The option that is right, counted from 1, where the outputs say so in other words. */
  readonly right?: number;
  /** How far off a number may be. Default 0. */
  readonly within?: number;
}

/** A prediction that a notebook asks for before it shows what is so. */
export interface Question {
  /** The cell of prose that asks, counted from 0. */
  cell: number;
  /** Where its list begins in the cell's text. */
  from: number;
  to: number;
  /** What there is to choose from, in Markdown; one line with a {@linkcode BLANK} asks for a number. */
  options: string[];
  number: boolean;
  within: number;
  /** What the run answers: the number, or the option's place, from 0. Undefined where it does not tell. */
  answer: number | undefined;
  /** The run's own words for it. */
  shown: string;
  /** The cells whose outputs tell, counted from 0. */
  told: number[];
}

/** What stands in the text where a number is asked for. */
export const BLANK = "______";

const ASKS = /\*\*Predict(?:, [^*.]*)?:?\*\*/g;
const LIST = /^(?:- \[ \] .*(?:\n|$))+/gm;
const NUMBER = String.raw`([-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)`;

export function questionsOf({ cells }: Notebook): Question[] {
  const texts = cells.map(({ outputs = [] }) =>
    outputs.map(textOf).join("\n").replace(/^✗.*$/gm, "") // a claim that failed tells nothing
  );
  return cells.flatMap((cell, at) => {
    const kept = cell.metadata[PREDICT];
    if (cell.cell_type !== "markdown" || kept === undefined) return [];
    const source = joined(cell.source);
    const asks = [...source.matchAll(ASKS)].length;
    const lists = [...source.matchAll(LIST)];
    const entries: readonly unknown[] | undefined = Array.isArray(kept) ? kept : undefined;
    if (entries?.length !== asks || lists.length !== asks) {
      throw new TypeError(
        `cell ${at}: expected a list of boxes and an entry under "${PREDICT}" for each **Predict**, ` +
          `got ${lists.length} and ${entries?.length ?? "no list"} for ${asks}`,
      );
    }
    return lists.map(({ 0: list, index }, i) => {
      const options = list.trimEnd().split("\n").map((line) => line.slice("- [ ] ".length));
      const number = options.length === 1 && options[0].split(BLANK).length === 2;
      const name = `cell ${at}: ${PREDICT}`;
      const { shows, right, within = 0 } = checked(entries[i], options, number, name);
      const found = seek(patternOf(shows, options, number), texts, at);
      const answer = found &&
        (right === undefined ? valueOf(found.hole, options, number) : right - 1);
      return {
        ...{ cell: at, from: index, to: index + list.length, options, number, within, answer },
        shown: found?.shown ?? "",
        told: told(cells, at + 1, found?.cell),
      };
    });
  });
}

/** An entry of the metadata, after it was looked at. */
function checked(entry: unknown, options: readonly string[], number: boolean, name: string): Kept {
  checkLike(entry, name, { shows: "", "right?": 0, "within?": 0 });
  const { shows, right, within = 0 } = entry as Kept;
  if (!number && options.length < 2) refuseValue(options.length, name, "2 options, or a blank");
  const holes = shows.split("{}").length - 1;
  if (shows === "" || (right === undefined ? holes !== 1 : holes !== 0 || number)) {
    refuseValue(describe(shows), `${name}.shows`, "words with one {}, or with right in its place");
  }
  checkNumber(right ?? 1, `${name}.right`, { min: 1, max: options.length, integer: true });
  checkNumber(within, `${name}.within`, { min: 0, max: number ? Infinity : 0 });
  return entry as Kept;
}

/** `shows` as a pattern: the answer in its group, line breaks and all else as they are. */
function patternOf(shows: string, options: readonly string[], number: boolean): RegExp {
  const words = options.map(plain).sort((a, b) => b.length - a.length).map(RegExp.escape).join("|");
  const pieces = shows.split("{}").map((part) =>
    part.split("…").map(RegExp.escape).join("[^\n]*?")
  );
  return new RegExp(pieces.join(number ? NUMBER : `\\b(${words})\\b`), "i");
}

/** The first output below a cell that has the words. */
function seek(pattern: RegExp, texts: readonly string[], below: number) {
  for (let cell = below + 1; cell < texts.length; cell++) {
    const [words, hole] = pattern.exec(texts[cell]) ?? [];
    if (words === undefined) continue;
    const shown = words.replace(/^✓ /, "").replace(/\n(✓ )?/g, "; ").replace(/ *\| */g, ", ");
    return { cell, hole, shown };
  }
  return undefined;
}

const valueOf = (hole: string, options: readonly string[], number: boolean) =>
  number ? Number(hole.replace("−", "-")) : options.map(plain).indexOf(hole.toLowerCase());

/** What follows the question, what answers it, and in one section what stands between the two. */
function told(cells: readonly Cell[], from: number, to = from): number[] {
  const apart = cells.slice(from, to).some((cell) => /^#{2,3} /m.test(joined(cell.source)));
  const isTold = (i: number) => i === from || i === to || (!apart && i > from && i < to);
  return [...new Set([...cells.keys()].filter(isTold).flatMap((i) => runAt(cells, i)))];
}

/** The code cells that follow each other around a place. */
function runAt(cells: readonly Cell[], at: number): number[] {
  const isCode = (i: number) => cells[i]?.cell_type === "code";
  if (!isCode(at)) return [];
  let [first, last] = [at, at];
  while (isCode(first - 1)) first--;
  while (isCode(last + 1)) last++;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function textOf({ text, data = {} }: Output): string {
  const html = joined(data["text/html"] as string | undefined).replace(/<[^>]*>/g, " ");
  return joined(text) || joined(data["text/plain"] as string | undefined) ||
    html.replace(/\s+/g, " ");
}

/** An option as an output would have it. */
const plain = (option: string) => option.replace(/[$`]/g, "").toLowerCase();
