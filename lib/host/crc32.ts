/** The check of bytes that PNG and zip have (CRC-32). */
export function crc32(bytes: ArrayLike<number>): number {
  let sum = -1;
  for (let i = 0; i < bytes.length; i++) sum = REST[(sum ^ bytes[i]) & 255] ^ sum >>> 8;
  return ~sum >>> 0;
}

const REST = Int32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte >>> 1 ^ (byte & 1 && 0xedb88320);
  return byte;
});
