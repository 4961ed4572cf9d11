/// <reference lib="dom" />
import { startPredictions } from "./predictions.ts";

startPredictions(document);
