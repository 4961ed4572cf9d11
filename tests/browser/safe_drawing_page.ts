/** What `running_page_test.ts` bundles into a page: the report's rules on the browser's own parser. */
import { parseInBrowser } from "#lib/page/outputs/parse_in_browser.ts";
import { safeDrawing } from "#lib/page/outputs/safe_drawing.ts";

Object.assign(globalThis, { safe: (svg: string) => safeDrawing(svg, parseInBrowser) });
