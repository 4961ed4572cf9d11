import { bundleForBrowser } from "../bundle/bundle_for_browser.ts";

/** It stands in a `<script>` element as it is, asks for nothing else, and evaluates no text. */
export function liveScript(): Promise<string> {
  return bundleForBrowser(new URL("./browser.ts", import.meta.url));
}
