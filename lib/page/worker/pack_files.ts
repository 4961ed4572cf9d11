import { Buffer } from "node:buffer";

/** A file of a page: its path in a checkout, and its bytes. */
export type PageFile = readonly [path: string, bytes: Uint8Array];

/** One pack of files, as `keepFiles` takes it. */
export function packFiles(files: readonly PageFile[]): Uint8Array<ArrayBuffer> {
  const list = Buffer.from(JSON.stringify(files.map(([path, bytes]) => [path, bytes.length])));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(list.length);
  return new Uint8Array(Buffer.concat([head, list, ...files.map(([, bytes]) => bytes)]));
}
