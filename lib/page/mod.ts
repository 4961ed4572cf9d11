/**
 * Pages that run: a lesson's cells are edited and computed in the browser, by a worker that holds the
 * library.
 *
 * @module
 */

export type Ask =
  /** `backend` shall compute, by default the fastest that is correct here; `data` is the lesson's. */
  | { kind: "start"; backend?: string; data?: ArrayBuffer }
  /** Runs a cell of the notebook, by the text of the module that `compileCell` made of it. */
  | { kind: "run"; cell: number; code: string }
  | { kind: "interrupt" };

export type Say =
  /** `device` in words, such as "this computer's GPU" or "WebAssembly, one thread". */
  | { kind: "ready"; device: string; note?: string }
  | { kind: "failed"; message: string }
  | { kind: "show"; cell: number; output: Output }
  | { kind: "done"; cell: number; seconds: number }
  | { kind: "error"; cell: number; name: string; message: string; line?: number };

export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | {
    output_type: "display_data" | "execute_result";
    data: Record<string, unknown>;
    display_id?: string;
  };

/** The end of a print or a text, as long as a page shows one. */
export function textEnd(text: string, longest = 20_000): string {
  return text.length <= longest ? text : `… ${text.slice(-longest)}`;
}
