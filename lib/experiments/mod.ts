/**
 * Experiments: studies that are recorded once and asked by the lessons, each in one file of `studies/`
 * with its settings, contrasts, tables and reader.
 *
 * @module
 */
export { activeShares } from "./active_shares.ts";
export { type Answer, answersOf } from "./answers_of.ts";
export { openStudy } from "./open_study.ts";
export { pairsOf } from "./pairs_of.ts";
export { readStudy } from "./read_study.ts";
export { recordStudy, type RecordStudyOptions } from "./record_study.ts";
export { emoji } from "./studies/emoji.ts";
export { lessonRuns, readRunCards } from "./studies/lesson_runs.ts";
export { type EmojiJudgement, readEmoji, type RecordedEmoji } from "./studies/read_emoji.ts";
export { readStrategies } from "./studies/read_strategies.ts";
export { strategies } from "./studies/strategies.ts";
export { studies } from "./studies/mod.ts";
export { readReplay, replay } from "./studies/replay.ts";
export type { Facts, Split, Study, Tables } from "./study.ts";
export type { Columns, RowOf } from "./table.ts";
export { takeShares } from "./take_shares.ts";
