/** Brings the packages that figures are drawn with, for bundles and browsers too. */
import * as plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { drawWith } from "./plot.ts";

drawWith({ plot, parseHTML });
