/// <reference lib="dom" />
import { remembered } from "./remembered.ts";

// Runs before the page is drawn, so that a remembered theme does not flash.
const theme = remembered("theme");
if (theme) document.documentElement.dataset.theme = theme;
