import { process, writeSync } from "../host/node.ts";
import { seconds } from "../workspace/seconds.ts";

/** One line about one piece of work; where the output goes to a file, every ten seconds. */
export function stepLine(title: string) {
  const began = performance.now();
  const live = process.stderr.isTTY === true;
  let [message, bar] = ["", ""];
  const write = (text: string, end = "") => {
    const line = `${text}  ${seconds(performance.now() - began)}`;
    const shown = end ? line : line.slice(0, (process.stderr.columns ?? 80) - 1);
    writeSync(2, live ? `\r\x1b[K${shown}${end}` : `${line}\n`);
  };
  const draw = () => write(`  ${title}${bar} ${message}`);
  draw();
  const timer = setInterval(draw, live ? 200 : 10_000);
  timer.unref();
  return {
    update(said: string, share?: number): void {
      message = said;
      bar = share === undefined ? "" : ` ${"━".repeat(Math.round(share * 20)).padEnd(20, "┄")}`;
      if (live) draw();
    },
    /** `✓`, `✗`, or `-` for what was left out. */
    end(mark: "✓" | "✗" | "-", said = ""): void {
      clearInterval(timer);
      write(`${mark} ${title}${said && `: ${said}`}`, "\n");
    },
  };
}
