/// <reference lib="dom" />
import { ANSWER_FILE, LINES_ABOVE } from "../../exercises/answer_problem.ts";
import type { Verdict } from "../../exercises/judge_answer.ts";

/** An answer on its way to a worker. */
export interface AnswerToRun {
  /** The worker's script, which holds the lesson's checks, see `judge_in_worker.ts`. */
  readonly checks: string;
  /** Which exercise. */
  readonly id: string;
  /** What its check needs from the lesson's run. */
  readonly given: unknown;
  /** The answer, as `compileAnswer` made it. */
  readonly source: string;
  /** How many lines were typed. */
  readonly lines: number;
}

/** How long an answer may take, in milliseconds, from when it starts to run. */
const LIMIT = 2000;

/** How long the worker may take to start. */
const START = 10_000;

/**
 * Runs an answer in a worker of its own, so that an endless loop can be ended. The answer stands in
 * the worker's own script, below the checks, which have shut it in by then: nothing is evaluated from
 * text, which the page's policy would refuse.
 *
 * @param answer The answer and its exercise.
 * @param signal Ends it at once, without a verdict.
 * @returns The verdict, a sentence about time or about an error included.
 */
export function runAnswer(answer: AnswerToRun, signal: AbortSignal): Promise<Verdict> {
  const { checks, id, given, source, lines } = answer;
  const above = LINES_ABOVE + checks.split("\n").length - 1;
  const script = `self.asked = ${JSON.stringify({ id, given, place: { above, lines } })};
${checks}
self.judgeTyped(${source});
//# sourceURL=${ANSWER_FILE}`;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  return new Promise((resolve, reject) => {
    const worker = new Worker(address);
    const wrong = (message: string, more = {}) => end({ right: false, message, ...more });
    let clock = setTimeout(() => wrong("the check did not start"), START);
    function end(verdict?: Verdict) {
      clearTimeout(clock);
      worker.terminate();
      URL.revokeObjectURL(address);
      if (verdict) resolve(verdict);
      else reject(new DOMException("another answer came", "AbortError"));
    }
    signal.addEventListener("abort", () => end());
    let runs = false;
    worker.onmessage = ({ data }) => {
      if (runs) return end(data);
      runs = true;
      clearTimeout(clock);
      clock = setTimeout(
        () => wrong("no result within 2 seconds: is there a loop without an end?"),
        LIMIT,
      );
    };
    worker.onerror = (event) => {
      event.preventDefault(); // it is told to the reader
      const line = event.lineno - above;
      const message = event.message.replace(/^Uncaught /, "") || "the check could not be loaded";
      wrong(message, line >= 1 && line <= lines ? { line, column: event.colno } : {});
    };
  });
}
