/**
 * Experiments: studies that are recorded once and asked by the lessons, each in one file of `studies/`
 * with its settings, contrasts, tables and reader.
 *
 * @module
 */
export { activeShares, type LiveRun } from "./active_shares.ts";
export { type Answer, answersOf } from "./answers_of.ts";
export { openStudy } from "./open_study.ts";
export { pairsOf } from "./pairs_of.ts";
export { readStudy, type RecordedStudy, type StudyFacts } from "./read_study.ts";
export { recordStudy, type RecordStudyOptions, type StudyProgress } from "./record_study.ts";
export { emoji } from "./studies/emoji.ts";
export { lessonRuns, readRunCards, type RunCard } from "./studies/lesson_runs.ts";
export { type EmojiJudgement, readEmoji, type RecordedEmoji } from "./studies/read_emoji.ts";
export {
  readStrategies,
  type RecordedStrategies,
  type StrategyJudge,
} from "./studies/read_strategies.ts";
export { strategies } from "./studies/strategies.ts";
export { studies } from "./studies/mod.ts";
export { readReplay, type Replay, replay, type ReplayFrame } from "./studies/replay.ts";
export type { Contrast, Facts, RowsOf, Split, Study, Tables, Unit, UnitTraining } from "./study.ts";
export type { StudyPlan, StudySize } from "./study_plan.ts";
export type { Columns, ColumnType, RowOf } from "./table.ts";
export { takeShares } from "./take_shares.ts";
export type { DoneUnit, UnitMachine } from "./unit_files.ts";
