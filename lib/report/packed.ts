import { gzipSync } from "../host/node.ts";
import { denseText } from "../page/program/dense_text.ts";
import { Markup } from "../workspace/markup.ts";

/** What a page carries packed, for `unpack`: gzipped, as `denseText`, in an inert element. */
export function packed(id: string, content: string | Uint8Array): Markup {
  const text = denseText(gzipSync(content, { level: 9 }));
  return new Markup(`<script type="application/gzip" id="${id}">${text}</script>\n`);
}
