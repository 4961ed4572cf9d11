import { expected } from "../../checks/mod.ts";
import { sumOf } from "../../workspace/sum_beside.ts";

/** An array of numbers, the last axis of its shape running fastest. */
export interface StoredTensor {
  shape: number[];
  values: Float32Array | Float64Array;
}

/** What a file of github.com/huggingface/safetensors holds. */
interface StoredTensors {
  tensors: Record<string, StoredTensor>;
  metadata: Record<string, string>;
}

/** What stands in the sum's place while the sum is taken. */
const NO_SUM = "0".repeat(64);
const NUMBERS = { F32: Float32Array, F64: Float64Array };

interface Entry {
  dtype: keyof typeof NUMBERS;
  shape: number[];
  data_offsets: [number, number];
}

/** The bytes of a file with these tensors; the sum of all of them goes into the metadata. */
export function toSafetensors({ tensors, metadata }: StoredTensors): Uint8Array {
  const header: Record<string, Entry> = {};
  let size = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const dtype = values instanceof Float32Array ? "F32" : "F64";
    header[name] = { dtype, shape, data_offsets: [size, size += values.byteLength] };
  }
  const text = JSON.stringify({ __metadata__: { ...metadata, sha256: NO_SUM }, ...header });
  const head = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const out = new Uint8Array(8 + head.length + size);
  new DataView(out.buffer).setBigUint64(0, BigInt(head.length), true);
  out.set(head, 8);
  let at = 8 + head.length;
  for (const { values } of Object.values(tensors)) {
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  replaceText(out.subarray(0, 8 + head.length), NO_SUM, sumOf(out));
  return out;
}

/** Reads such bytes back, and others'; `checked` tells whether a sum vouched for every one of them. */
export function fromSafetensors(
  bytes: Uint8Array,
  path: string,
): StoredTensors & { checked: boolean } {
  const broken = (what: string) => new RangeError(expected(path, "a whole safetensors file", what));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (8 + length > bytes.length) throw broken(`one cut short (${bytes.length} bytes)`);
  let header: Record<string, unknown> | null;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw broken("a header that is not JSON");
  }
  const { __metadata__, ...entries } = header ?? {};
  const { sha256, ...metadata } = (__metadata__ ?? {}) as Record<string, string>;
  const data = bytes.subarray(8 + length);
  if (sha256 !== undefined) {
    const blank = new Uint8Array(bytes);
    const found = replaceText(blank.subarray(0, 8 + length), String(sha256), NO_SUM);
    if (!found || sumOf(blank) !== sha256) {
      throw broken("one cut short or changed (its SHA-256 differs)");
    }
  }
  const tensors = Object.entries(entries).map(([name, entry]) => {
    if (!isEntry(entry)) {
      const what = "which is no array of float32 (F32) or float64 (F64) with its shape and offsets";
      throw broken(`${name} as ${JSON.stringify(entry)}, ${what}; save it as one`);
    }
    const { dtype, shape, data_offsets } = entry;
    const numbers = NUMBERS[dtype];
    // A copy of its own: a Buffer's slice would share memory with what stands around it.
    const piece = new Uint8Array(data.subarray(...data_offsets)).buffer;
    if (piece.byteLength !== shape.reduce((a, b) => a * b, numbers.BYTES_PER_ELEMENT)) {
      throw broken(`${piece.byteLength} bytes for ${name} of shape [${shape}]`);
    }
    return [name, { shape, values: new numbers(piece) }] as const;
  });
  const bytesHeld = tensors.reduce((total, [, { values }]) => total + values.byteLength, 0);
  if (bytesHeld !== data.length) throw broken(`${data.length} bytes of numbers for ${bytesHeld}`);
  return { tensors: Object.fromEntries(tensors), metadata, checked: sha256 !== undefined };
}

function isEntry(entry: unknown): entry is Entry {
  const { dtype, shape, data_offsets } = (entry ?? {}) as Partial<Entry>;
  const sizes = (list: unknown): boolean =>
    Array.isArray(list) && list.every((size) => Number.isSafeInteger(size) && size >= 0);
  return (dtype === "F32" || dtype === "F64") && sizes(shape) && sizes(data_offsets) &&
    data_offsets!.length === 2;
}

/** Puts a text where another of its length stands; false where that is nowhere. */
function replaceText(bytes: Uint8Array, old: string, text: string): boolean {
  const at = new TextDecoder("latin1").decode(bytes).indexOf(old); // a character a byte
  if (at < 0 || old.length !== text.length) return false;
  bytes.set(new TextEncoder().encode(text), at);
  return true;
}
