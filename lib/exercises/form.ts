/** What an answer looks like. */
export interface Form {
  /** In words, after "expected". */
  readonly words: string;
  fits(value: unknown): boolean;
}

const isFinite = (value: unknown): value is number => Number.isFinite(value);
const isList = (value: unknown, of: (one: unknown) => boolean, count?: number) =>
  Array.isArray(value) && (count === undefined || value.length === count) && value.every(of);
const isNumber = (value: unknown) => typeof value === "number";
const isPoint = (value: unknown) => isList(value, isFinite, 2);
/** A whole number to twelve digits, as `Math.sqrt(3) ** 2` is. */
const isWhole = (value: unknown) =>
  isFinite(value) && Number.isSafeInteger(Number(value.toPrecision(12)));
const NAMES = ["no", "one", "two", "three", "four", "five", "six"];

/** The forms of the lessons' answers, and of what the functions among them give. */
export const FORMS = {
  number: { words: "one number, such as 2.5", fits: isFinite },
  whole: { words: "a whole number, such as 12", fits: isWhole },
  word: { words: 'a word in quotes, such as "better"', fits: (x) => typeof x === "string" },
  point: { words: "a point, such as [1, 2]", fits: isPoint },
  points: (count: number): Form => ({
    words: `${NAMES[count]} points, such as [[0, 0], [1, 2], ...]`,
    fits: (x) => isList(x, isPoint, count),
  }),
  numbers: (count: number, what = "numbers"): Form => ({
    words: `an array of ${NAMES[count]} ${what}`,
    fits: (x) => isList(x, isFinite, count),
  }),
  code: (call: string): Form => ({
    words: `a function, ${call}`,
    fits: (x) => typeof x === "function",
  }),
  measured: {
    words:
      'what was predicted and seen, { predicted: "rises", before: 1.5, after: 2.5 }, where predicted is ' +
      '"rises", "falls" or "stays" and the others are numbers',
    fits(x) {
      const { predicted, before, after } = (x ?? {}) as Record<string, unknown>;
      return ["rises", "falls", "stays"].includes(predicted as string) && isFinite(before) &&
        isFinite(after);
    },
  },
  /** Of a function: a number, also one that came out infinite or NaN. */
  anyNumber: { words: "a number", fits: isNumber },
  anyNumbers: { words: "an array of numbers", fits: (x) => isList(x, isNumber) },
  anyRows: {
    words: "an array of arrays of numbers",
    fits: (x) => isList(x, (row) => isList(row, isNumber)),
  },
  pairs: {
    words: "an array of pairs of names",
    fits: (x) => isList(x, (one) => isList(one, (name) => typeof name === "string", 2)),
  },
} satisfies Record<string, Form | ((...parts: never[]) => Form)>;
