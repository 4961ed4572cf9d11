import { nodeModule } from "../../host/node_module.ts";

const { createHash } = nodeModule("node:crypto");
/**
 * Tensors in one file, in the safetensors format (github.com/huggingface/safetensors): eight bytes
 * with the length of a JSON header, the header, then the numbers. Python reads it as well.
 */

/** An array of numbers with its shape. */
export interface StoredTensor {
  /** The size along each axis. */
  shape: number[];
  /** The numbers, the last axis running fastest. */
  values: Float32Array | Float64Array;
}

/** What a file holds: tensors by name, and texts by name. */
export interface StoredTensors {
  /** The tensors. */
  tensors: Record<string, StoredTensor>;
  /** The texts. */
  metadata: Record<string, string>;
}

interface Entry {
  dtype: "F32" | "F64";
  shape: number[];
  data_offsets: [number, number];
}

/** The bytes of a file with these tensors; a sum over the numbers goes into the metadata. */
export function toSafetensors({ tensors, metadata }: StoredTensors): Uint8Array {
  const header: Record<string, Entry | Record<string, string>> = {};
  const pieces: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    header[name] = {
      dtype: values instanceof Float32Array ? "F32" : "F64",
      shape,
      data_offsets: [offset, offset + bytes.length],
    };
    pieces.push(bytes);
    offset += bytes.length;
  }
  header.__metadata__ = { ...metadata, sha256: sum(pieces) };
  const text = JSON.stringify(header);
  const head = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const out = new Uint8Array(8 + head.length + offset);
  new DataView(out.buffer).setBigUint64(0, BigInt(head.length), true);
  out.set(head, 8);
  let at = 8 + head.length;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/**
 * Reads such bytes back.
 *
 * @throws {RangeError} When the file is cut short or changed.
 */
export function fromSafetensors(bytes: Uint8Array, path: string): StoredTensors {
  const broken = (what: string) =>
    new RangeError(`${path}: expected a whole safetensors file, got ${what}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (8 + length > bytes.length) throw broken(`one cut short (${bytes.length} bytes)`);
  let header: Record<string, Entry> & { __metadata__?: Record<string, string> };
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw broken("a header that is not JSON");
  }
  const { __metadata__: { sha256, ...metadata } = {}, ...entries } = header;
  // A copy of its own: a Buffer's slice would share memory with what stands around it.
  const data = new Uint8Array(bytes.subarray(8 + length));
  if (sha256 !== sum([data])) throw broken("one cut short or changed (its SHA-256 differs)");
  const tensors: Record<string, StoredTensor> = {};
  for (const [name, { dtype, shape, data_offsets: [start, end] }] of Object.entries(entries)) {
    const piece = data.slice(start, end).buffer;
    tensors[name] = {
      shape,
      values: dtype === "F32" ? new Float32Array(piece) : new Float64Array(piece),
    };
  }
  return { tensors, metadata };
}

function sum(pieces: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}
