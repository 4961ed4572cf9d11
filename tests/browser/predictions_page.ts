/// <reference lib="dom" />
import { startPredictions } from "#lib/page/asking/predictions.ts";

startPredictions(document);
