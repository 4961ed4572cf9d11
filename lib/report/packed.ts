import { gzipSync } from "node:zlib";
import { type Markup, markup } from "../workspace/markup.ts";

/**
 * What a page carries packed, for `unpack`: gzipped, in base64, in an inert element. It stands at the
 * page's end, where the first paint does not wait for it.
 *
 * @param id The element's.
 * @param content Text or bytes.
 * @returns HTML.
 */
export function packed(id: string, content: string | Uint8Array): Markup {
  const text = gzipSync(content, { level: 9 }).toString("base64");
  return markup`<script type="application/gzip" id="${id}">${text}</script>
`;
}
