/** One line of JSON in, one line of JSON out: how the race talks to every process. */
export type Answer = Record<string, unknown> & {
  /** Why it could not be done. */
  error?: string;
};

/** A process that is given orders as lines and answers each by one line. */
export class LineProcess {
  /** The process' number. */
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #orders: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #rest = "";
  /** A read that outlived its order's time: what it brings belongs to the next. */
  #pending: Promise<ReadableStreamReadResult<string>> | undefined;

  /** Starts it. */
  constructor(command: string, args: string[], cwd: string, env: Record<string, string> = {}) {
    this.#child = new Deno.Command(command, {
      args,
      cwd,
      clearEnv: true,
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.pid = this.#child.pid;
    this.#orders = this.#child.stdin.getWriter();
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next line; an error where the process ended, or did not answer in time. */
  async read(seconds = 120): Promise<Answer> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), seconds * 1000);
    });
    try {
      while (!this.#rest.includes("\n")) {
        this.#pending ??= this.#lines.read();
        const next = await Promise.race([this.#pending, late]);
        if (next === "late") return { error: `no answer within ${seconds} s`, late: true };
        this.#pending = undefined;
        if (next.done) return { error: "the process ended", gone: true };
        this.#rest += next.value;
      }
    } finally {
      clearTimeout(timer);
    }
    const end = this.#rest.indexOf("\n");
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 1);
    try {
      return JSON.parse(line);
    } catch {
      // Libraries print what they like: only lines of JSON are meant for us.
      return await this.read(seconds);
    }
  }

  /** Gives an order and waits for the answer. */
  async ask(order: object, seconds?: number): Promise<Answer> {
    try {
      await this.#orders.write(new TextEncoder().encode(JSON.stringify(order) + "\n"));
    } catch {
      return { error: "the process ended", gone: true };
    }
    return await this.read(seconds);
  }

  /** Ends it. */
  async end(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#orders.abort().catch(() => {});
    await this.#lines.cancel().catch(() => {});
    await this.#child.status;
  }
}
