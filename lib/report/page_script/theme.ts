/// <reference lib="dom" />
import { keptText } from "../../page/kept_text.ts";

// Runs before the page is drawn, so that a remembered theme does not flash.
const theme = keptText("theme");
if (theme) document.documentElement.dataset.theme = theme;
