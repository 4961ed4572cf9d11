import { join, readFile } from "../host/node.ts";
import { CACHE } from "../workspace/paths.ts";
import { writeFiles } from "../workspace/write_files.ts";

/** Remembers under `.cache/setup` that a step was carried to its end, for which inputs. */
export class Stamp {
  readonly #path: string;

  constructor(name: string) {
    this.#path = join(CACHE, "setup", name);
  }

  read(): Promise<string> {
    return readFile(this.#path, "utf8").catch(() => "");
  }

  write(key: string): Promise<void> {
    return writeFiles(new Map([[this.#path, key]]));
  }
}
