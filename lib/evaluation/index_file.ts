import { checkPath, type Distance, expected } from "../checks/mod.ts";
import { open, writeFile } from "../host/node.ts";
import { sumOfFile } from "../workspace/sum_beside.ts";
import { makeWhole } from "../workspace/make_whole.ts";
import { reasonOf } from "../workspace/system_error.ts";
import { unwritten } from "../workspace/write_atomic.ts";
import type { IndexQuestions } from "./index_questions.ts";

/** What an index is of; its file holds this behind what usearch reads. */
export interface IndexFacts {
  rows: number;
  dim: number;
  distance: Distance;
  links: number;
  source: string;
  questions: IndexQuestions;
}

/** The file's last bytes: how long the facts are, the sum of all before, and whose file it is. */
const MARK = "triplet-lab neighbours 1\n", LENGTH = 10, SUM = 64;
const END = SUM + MARK.length;

export function writeIndex(path: string, facts: IndexFacts, saveGraph: (path: string) => void) {
  checkPath(path);
  return makeWhole(path, async (draft) => {
    // First through the runtime, which may forbid it: usearch asks nobody.
    await writeFile(draft, "");
    saveGraph(draft);
    const told = JSON.stringify(facts), { length } = new TextEncoder().encode(told);
    await writeFile(draft, told + String(length).padStart(LENGTH), { flag: "a" });
    await writeFile(draft, await sumOfFile(draft) + MARK, { flag: "a", flush: true });
  }).catch(unwritten(path));
}

/** The facts of an index, once every byte of its file is the one that was written. */
export async function readIndexFacts(path: string): Promise<IndexFacts> {
  const wanted = "an index that neighbourIndex saved";
  const again = "delete it and make it again, or name another";
  const wrong = (what: string, cause?: unknown, mend = again) =>
    new RangeError(expected("path", wanted, `${path}, ${what}`, mend), { cause });
  const file = await open(path, "r").catch((error: { code?: string }) => {
    if (error.code !== "ENOENT") {
      throw wrong(reasonOf(error), error, "let it be read, or name another");
    }
    throw wrong("which does not exist", error, "make it first, or name another");
  });
  try {
    const is = await file.stat(), { size } = is;
    if (is.isDirectory()) throw wrong("which is a folder", undefined, "name another");
    const text = async (start: number, length: number) => {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, start);
      return new TextDecoder().decode(buffer.subarray(0, bytesRead));
    };
    const end = size > END + LENGTH ? await text(size - END, END) : "";
    const other = "name another, or delete it if it was one";
    if (!end.endsWith(MARK)) throw wrong("which is cut short or another program's", "", other);
    if (await sumOfFile(path, size - END) + MARK !== end) {
      throw wrong("whose bytes are not those that were written");
    }
    const length = Number(await text(size - END - LENGTH, LENGTH));
    return JSON.parse(await text(size - END - LENGTH - length, length));
  } finally {
    await file.close();
  }
}
