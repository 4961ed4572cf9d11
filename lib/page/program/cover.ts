/// <reference lib="dom" />
import { startProgress } from "../asking/progress.ts";

startProgress(document);
