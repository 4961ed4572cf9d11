import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CACHE } from "../workspace/paths.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";

/** Remembers under `.cache/setup` that a step was carried to its end, for which inputs. */
export class Stamp {
  readonly #path: string;

  constructor(name: string) {
    this.#path = join(CACHE, "setup", name);
  }

  /** Empty when nothing was recorded. */
  read(): Promise<string> {
    return readFile(this.#path, "utf8").catch(() => "");
  }

  async write(key: string): Promise<void> {
    await mkdir(join(CACHE, "setup"), { recursive: true });
    await writeAtomic(this.#path, key);
  }
}
