import { process, writeSync } from "../host/node.ts";
import { seconds } from "../workspace/seconds.ts";

/** One line about one piece of work; where the output goes to a file, every ten seconds. */
export class StepLine {
  readonly #title: string;
  readonly #began = performance.now();
  readonly #live = process.stderr.isTTY === true;
  readonly #timer: ReturnType<typeof setInterval>;
  #message = "";
  #fraction: number | undefined;

  constructor(title: string) {
    this.#title = title;
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), this.#live ? 200 : 10_000);
    this.#timer.unref();
  }

  update = (message: string, fraction?: number): void => {
    this.#message = message;
    this.#fraction = fraction;
    if (this.#live) this.#draw();
  };

  /** `✓`, `✗`, or `-` for what was left out. */
  end(mark: "✓" | "✗" | "-", message = ""): void {
    clearInterval(this.#timer);
    const time = seconds(performance.now() - this.#began);
    const line = `${mark} ${this.#title}${message && `: ${message}`}  ${time}`;
    this.#write(this.#live ? `\r\x1b[K${line}\n` : `${line}\n`);
  }

  #draw(): void {
    const time = seconds(performance.now() - this.#began);
    const bar = this.#fraction === undefined
      ? ""
      : ` ${"━".repeat(Math.round(this.#fraction * 20)).padEnd(20, "┄")}`;
    const line = `  ${this.#title}${bar} ${this.#message}  ${time}`;
    if (!this.#live) return this.#write(`${line}\n`);
    const { columns = 80 } = process.stderr;
    this.#write(`\r\x1b[K${line.slice(0, columns - 1)}`);
  }

  #write(text: string): void {
    writeSync(2, text);
  }
}
