import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CACHE } from "../workspace/paths.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";

/** Remembers under `.cache/setup` that a step was carried to its end, and for which inputs. */
export class Stamp {
  readonly #path: string;

  /** Names the step. */
  constructor(name: string) {
    this.#path = join(CACHE, "setup", name);
  }

  /** What was recorded; empty when nothing was. */
  read(): Promise<string> {
    return readFile(this.#path, "utf8").catch(() => "");
  }

  /** Records that the step is finished; written whole or not at all. */
  async write(key: string): Promise<void> {
    await mkdir(join(CACHE, "setup"), { recursive: true });
    await writeAtomic(this.#path, key);
  }
}
