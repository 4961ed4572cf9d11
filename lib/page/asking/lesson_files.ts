/** A notebook as a page carries it: of its cells prose has its text, code its place in the page. */
export interface CarriedLesson {
  version: string;
  name: string;
  metadata: Record<string, unknown>;
  cells: readonly {
    cell_type: string;
    id: string;
    metadata: Record<string, unknown>;
    source?: string;
    place?: number;
  }[];
}

/** What a file says first, as long as no registry has the package. */
const belongs = ({ version }: CarriedLesson) =>
  `Belongs into notebooks/ of a checkout of triplet-lab ${version}, which no registry has yet.`;

/** A notebook for the Deno kernel, without outputs; it imports from the checkout that its first line names. */
export function notebookFile(lesson: CarriedLesson, textOf: (place: number) => string): string {
  const cells = lesson.cells.map(({ place, source = "", ...cell }, i) => {
    const prose = i === 0 ? `_${belongs(lesson)}_\n\n${source}` : source;
    return {
      ...cell,
      ...(place === undefined ? {} : { execution_count: null, outputs: [] }),
      source: (place === undefined ? prose : textOf(place)).split(/(?<=\n)/),
    };
  });
  const { metadata } = lesson;
  return JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1) + "\n";
}

/** What runs at the top of a script in place of a notebook's outputs. */
const SHOW = `/** What a notebook shows below a cell, in words. */
function show(value: unknown): void {
  const shown = (value as Record<symbol, () => Record<string, string>> | undefined)
    ?.[Symbol.for("Jupyter.display")]?.();
  if (value !== undefined) console.log(shown?.["text/plain"] ?? value);
}
`;

/** A line at which a statement begins that is no value, but would be read as one in brackets. */
const NO_VALUE = /^(?:(?:async )?function\b|class\b|\{|\/[/*])/;

/** Prose as comments, and what a notebook would show written out; `reads` tells whether a text can be read as a cell. */
export function scriptFile(
  lesson: CarriedLesson,
  textOf: (place: number) => string,
  reads: (source: string) => boolean,
): string {
  const parts = lesson.cells.map(({ place, source = "" }) =>
    place === undefined ? commented(source) : shown(textOf(place).trimEnd(), reads)
  );
  const head = `// ${belongs(lesson)}\n// There: deno run -A ${lesson.name}.ts\n\n${SHOW}`;
  return [head, ...parts.filter((part) => part !== "")].join("\n\n") + "\n";
}

const commented = (text: string) =>
  text.split("\n").map((line) => `// ${line}`.trimEnd()).join("\n");

/** A cell that writes out the value of its last expression, where it ends in one. */
function shown(source: string, reads: (source: string) => boolean): string {
  const lines = source.split("\n");
  const at = lines.findLastIndex((line) => /^[^\s)\]}]/.test(line));
  if (at < 0 || NO_VALUE.test(lines[at])) return source;
  const before = lines.slice(0, at).map((line) => `${line}\n`).join("");
  const value = lines.slice(at).join("\n").replace(/;\s*$/, "");
  const whole = `${before}show(${value});`;
  return reads(whole) ? whole : source;
}
