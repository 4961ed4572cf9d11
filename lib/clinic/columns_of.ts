import { checkLike, isList, refuseKind, refuseValue } from "../checks/mod.ts";
import type { Log, Table } from "./types.ts";

/** What a log's column may mean, and the names that it goes by, the surest first. */
export const MEANINGS: Readonly<Record<string, RegExp>> = {
  step: /^(global_?)?step|^iter(ation)?s?$|^batch(_?(idx|index|number))?$|^update$/,
  epoch: /^epoch/,
  loss:
    /^(triplet_?|circle_?|batch_?|total_?|train(ing)?_?|metric_?)?loss(_?(train(ing)?|value|batch))?$/,
  activeShare:
    /^active(_?(share|fraction|triplets?))?$|^frac(tion|_)?_?(of_)?(pos|positive|active|non_?zero)|^(pos|positive|non_?zero)_?(triplets?_?)?(fraction|share|ratio)/,
  positiveDistance:
    /^(mean_|avg_)?(d_?\(?a,?_?p\)?|dist(ance)?_?(ap|pos(itive)?s?)|(ap|pos(itive)?s?)_?dist(ance)?s?)(_mean)?$|^positive_?50$/,
  negativeDistance:
    /^(mean_|avg_)?(d_?\(?a,?_?n\)?|dist(ance)?_?(an|neg(ative)?s?)|(an|neg(ative)?s?)_?dist(ance)?s?)(_mean)?$|^negative_?50$/,
  meanDistance: /^(mean|avg)_?(pairwise_?)?dist(ance)?$/,
  learningRate: /^(lr|learning_?rate)/,
  recallAt1: /^(val_?|test_?)?(recall|r|precision|p|rank)_?(@|at)?_?-?1$/,
  mapAtR: /^(val_?|test_?)?(mean_?average_?precision|map)_?(@|at)_?r$/,
  validTriplets: /^(num(ber)?_?(of_?)?)?(valid_?)?triplets$|^valid$/,
  gradientNorm: /^(total_?)?grad(ient)?s?_?(global_?)?(norm|length)$/,
  lossScale: /^(loss|grad(ient)?|amp)_?scale|^scaler?$/,
  embeddingNorm: /^(mean_?)?(emb(edding)?s?|feature)_?(mean_?)?(norm|length)/,
  classes: /^(num(ber)?_?(of_?)?)?classes(_?in_?batch)?$/,
  easy: /^easy(_?share)?$/,
  semiHard: /^semi_?hard(_?share)?$/,
  hard: /^hard(_?share)?$/,
};

/** Names that will do where none of those above is there. */
const LOOSE: Readonly<Record<string, RegExp>> = {
  loss: /^(?!.*(val|test|eval|scale|weight|best|min|max)).*loss|^value$/,
  learningRate: /(^|_)(lr|learning_?rate)(_|$)/,
  gradientNorm: /grad(ient)?s?_.*norm/,
};

/** Columns by their meaning, which was taken for what, and what was left out, in sentences. */
export type GuessedColumns = {
  readonly log: Log;
  readonly taken: readonly { readonly meaning: string; readonly column: string }[];
  readonly notes: readonly string[];
};

/**
 * Guesses what the columns of a log mean, numbers or texts of numbers, by their names: `train/loss`,
 * `frac_pos`, `d(a,p)`, `grad_norm`, `lr`; those `named` are not guessed, `{ loss: "col2" }`. Where two
 * could mean one thing, the one with the plainer name is taken.
 *
 * @throws {TypeError} When the table is none, or a column is no list.
 * @throws {RangeError} When a named column is not there, or holds no number.
 *
 * @example
 * ```ts
 * import { columnsOf } from "@triplet-lab/triplet-lab/clinic";
 * import { assertEquals } from "@std/assert";
 * const { taken } = columnsOf({ "train/loss": [0.3, 0.2], note: ["a", "b"] });
 * assertEquals(taken, [{ meaning: "loss", column: "train/loss" }]);
 * ```
 */
export function columnsOf(table: Table, named: Record<string, string> = {}): GuessedColumns {
  checkLike(table, "table", {});
  checkLike(named, "columns", {});
  for (const [name, column] of Object.entries(table)) {
    if (!isList(column)) refuseKind(column, `table.${name}`, "a list of numbers or texts");
  }
  const log: Record<string, ArrayLike<number | null>> = {};
  const taken: { meaning: string; column: string }[] = [];
  const notes: string[] = [];
  const numbers = new Map(Object.entries(table).map(([name, column]) => [name, numbersOf(column)]));
  const texts = [...numbers].filter(([, column]) => !column).map(([name]) => name);
  if (texts.length > 0) notes.push(`Left out, since they are text: ${texts.join(", ")}.`);
  for (const [meaning, column] of Object.entries(named)) {
    checkLike(column, `columns.${meaning}`, "");
    const known = Object.keys(MEANINGS);
    if (!known.includes(meaning)) refuseValue(`"${meaning}"`, "columns", known.join(", "));
    const found = numbers.get(column);
    if (!found) refuseValue(listed(table), "columns", `a column of numbers "${column}"`);
    log[meaning] = found;
    taken.push({ meaning, column });
  }
  // "train/loss" and "Train Loss" are "train_loss"; a shorter name says less beside the meaning.
  const free = [...numbers.keys()]
    .filter((name) => numbers.get(name) && !Object.values(named).includes(name))
    .sort((a, b) => plain(a).length - plain(b).length);
  for (const [meaning, names] of Object.entries(MEANINGS)) {
    if (meaning in log) continue;
    const called = (by: RegExp | undefined) =>
      by && free.find((name) => by.test(plain(name)) || by.test(plain(name.split("/").at(-1)!)));
    const column = free.find((name) => name === meaning) ?? called(names) ?? called(LOOSE[meaning]);
    if (column === undefined) continue;
    log[meaning] = numbers.get(column)!;
    taken.push({ meaning, column });
  }
  const most = finite(log.activeShare).reduce((a, b) => Math.max(a, b), 0);
  if (most > 100) {
    delete log.activeShare;
    notes.push("Active triplets are counts, which say nothing without the valid ones: left out.");
  } else if (most > 1.5) {
    log.activeShare = Array.from(log.activeShare!, (value) => value === null ? null : value / 100);
    notes.push("The active share was read as percents.");
  }
  return { log, taken, notes };
}

export function finite(column: ArrayLike<number | null> | undefined): number[] {
  return Array.from(column ?? []).filter((value): value is number => Number.isFinite(value));
}

const plain = (name: string) =>
  name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase().replace(/[\s/.:-]+/g, "_")
    .replace(/^_+|_+$/g, "");

const listed = (table: Table) => Object.keys(table).slice(0, 20).join(", ") || "no column";

/** Null where there is none; nothing where most of it is text. */
function numbersOf(column: Table[string]): ArrayLike<number | null> | undefined {
  if (ArrayBuffer.isView(column)) return column as unknown as ArrayLike<number>;
  let words = 0, numbers = 0;
  const out = Array.from(column, (value) => {
    if (value === null || value === undefined || value === "") return null;
    const read = typeof value === "number" ? value : numberOf(value);
    if (read === undefined) words++;
    else numbers++;
    return read ?? null;
  });
  return numbers > words ? out : undefined;
}

/** A text as a number, `nan` and `inf` too. */
export function numberOf(text: unknown): number | undefined {
  if (typeof text === "object" || typeof text === "symbol") return undefined;
  const plain = Number(text);
  if (plain) return plain; // the usual one, of millions
  const word = String(text).trim().toLowerCase();
  const odd = /^([+-]?)(nan|inf(?:inity)?)$/.exec(word);
  if (odd) return odd[2] === "nan" ? NaN : odd[1] === "-" ? -Infinity : Infinity;
  const value = word === "" ? NaN : Number(word);
  return Number.isNaN(value) ? undefined : value;
}
