import { type Output, textEnd } from "../mod.ts";

/** Outputs go to the page together, so often, in milliseconds; so many letters give it one more. */
const PACE = 50, LETTERS = 100;
/** Letters that a picture or a table has at most, and outputs that a cell shows, prints apart. */
const LARGEST = 8_000_000, MOST = 1000;

/** Sends together what belongs together: a cell may print in a loop without an end, faster than any page draws. */
export function paced(send: (output: Output) => void, now = () => performance.now()) {
  const waiting: Output[] = [];
  const ids = new Set<string>();
  let count = 0;
  let next = 0;
  let clock: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(clock);
    clock = undefined;
    const letters = waiting.reduce((sum, output) => sum + lettersOf(output), 0);
    next = now() + PACE + letters / LETTERS;
    waiting.splice(0).forEach(send);
  };
  return {
    show(output: Output) {
      const id = output.output_type === "stream" ? undefined : output.display_id;
      if (output.output_type !== "stream" && (id === undefined || !ids.has(id))) {
        if (++count > MOST) throw new RangeError(`a cell of a page shows at most ${MOST} outputs`);
        if (id !== undefined) ids.add(id);
      }
      put(waiting, output);
      if (now() >= next) flush();
      else clock ??= setTimeout(flush, PACE);
    },
    end() {
      flush();
      count = 0;
      ids.clear();
    },
  };
}

function put(waiting: Output[], output: Output): void {
  const from = waiting.findLastIndex((one) => one.output_type !== "stream");
  const at = waiting.findIndex((one, i) =>
    one.output_type === "stream"
      ? output.output_type === "stream" && i > from && one.name === output.name
      : output.output_type !== "stream" && output.display_id && one.display_id === output.display_id
  );
  const before = waiting[at]?.output_type === "stream" ? waiting[at].text : "";
  waiting[at < 0 ? waiting.length : at] = output.output_type === "stream"
    ? { ...output, text: textEnd(before + output.text) }
    : { ...output, data: smaller(output.data ?? {}) };
}

function smaller(data: Record<string, unknown>): Record<string, unknown> {
  const text = data["text/plain"];
  const all = typeof text === "string" ? { ...data, "text/plain": textEnd(text) } : data;
  const size = lettersOf({ output_type: "display_data", data: all });
  if (size <= LARGEST) return all;
  return { "text/plain": `This output has ${(size / 1e6).toFixed(0)} MB: too much for a page.` };
}

function lettersOf(output: Output): number {
  const parts = output.output_type === "stream" ? [output.text] : Object.values(output.data);
  return parts.reduce<number>((sum, part) => sum + (typeof part === "string" ? part.length : 0), 0);
}
