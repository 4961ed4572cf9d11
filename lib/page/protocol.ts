/** What the page asks of the worker. */
export type Ask =
  | {
    kind: "start";
    /** What shall compute; left out: the fastest that is correct here. */
    backend?: "wasm" | "webgpu" | "cpu";
    /** The lesson's data. */
    data?: ArrayBuffer;
    /** The lesson's parameters where they differ from the notebook's. */
    parameters?: Record<string, unknown>;
    /** The lesson's name. */
    lesson: string;
  }
  | {
    kind: "run";
    /** The cell, as in the notebook. */
    cell: number;
    /** The text of the module that `compileCell` made of it. */
    code: string;
    /** The names that it leaves in the scope. */
    declares: string[];
  }
  /** Asks a training to stop after its step. */
  | { kind: "interrupt" };

/** What the worker says. */
export type Say =
  /** `device` in words, such as "this computer's GPU" or "WebAssembly, one thread". */
  | { kind: "ready"; device: string; note?: string }
  | { kind: "failed"; message: string }
  /** Appended to the cell's outputs; replaces the one with the same display id. */
  | { kind: "show"; cell: number; output: Output }
  | { kind: "done"; cell: number; seconds: number }
  | { kind: "error"; cell: number; name: string; message: string; line?: number };

/** An output as in a notebook's file, so that one renderer serves both. */
export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | {
    output_type: "display_data" | "execute_result";
    /** By media type. */
    data: Record<string, unknown>;
    display_id?: string;
  };
