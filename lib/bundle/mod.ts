/**
 * One script of a module and all that it imports, for a browser.
 *
 * @module
 */
export { bundleForBrowser } from "./bundle_for_browser.ts";
