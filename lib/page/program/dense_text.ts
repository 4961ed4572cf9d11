/** How many of the printable characters are used: all from "#" on but "<", which might end an element. */
const LETTERS = 91;
const [FIRST, LEFT_OUT] = [35, 60];
const BITS = 13;

/** Bytes as printable text that may stand in a page: 16 characters for 13 bytes, where base64 takes 17.3. */
export function denseText(bytes: Uint8Array): string {
  const parts: string[] = [];
  let held = 0, bits = 0, line = "";
  const letter = (value: number) => {
    const code = FIRST + value;
    return String.fromCharCode(code < LEFT_OUT ? code : code + 1);
  };
  const write = (value: number) => {
    line += letter(value % LETTERS) + letter(Math.floor(value / LETTERS));
    if (line.length > 1e5) line = (parts.push(line), "");
  };
  for (const byte of bytes) {
    held |= byte << bits;
    bits += 8;
    if (bits < BITS) continue;
    write(held & (2 ** BITS - 1));
    held >>>= BITS;
    bits -= BITS;
  }
  // What is left over: one character holds 6 bits, and the text's length tells how many there were.
  if (bits > 6) write(held);
  else if (bits > 0) line += letter(held);
  return parts.join("") + line;
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const whole = BITS * Math.floor(text.length / 2) + 6 * (text.length % 2);
  const bytes = new Uint8Array(Math.floor(whole / 8));
  const value = (place: number) => {
    const code = text.charCodeAt(place);
    return (code < LEFT_OUT ? code : code - 1) - FIRST;
  };
  let held = 0, bits = 0, at = 0;
  for (let i = 0; i < text.length; i += 2) {
    held |= (value(i) + (i + 1 < text.length ? LETTERS * value(i + 1) : 0)) << bits;
    for (bits += BITS; bits >= 8; bits -= 8) {
      if (at < bytes.length) bytes[at++] = held & 255;
      held >>>= 8;
    }
  }
  return bytes;
}
