/** What the server sends, in short names. `api.gen.ts` is made from its OpenAPI by `npm run types`. */

import type { components } from "./api.gen";

type Schemas = components["schemas"];

export type SceneInfo = Schemas["Scene"];
export type BodyInfo = Schemas["SceneBody"];
export type MuscleInfo = Schemas["SceneMuscle"];
export type LayerInfo = Schemas["SceneLayer"];
export type Tissue = Schemas["SceneBone"]["tissue"];
export type Side = Schemas["SceneFascicle"]["side"];
export type Limit = Schemas["Limit"];
export type Section = Schemas["Section"];
export type Control = Schemas["Control"];
export type TaskInfo = Schemas["TaskName"];
export type SubjectInfo = Schemas["SubjectName"];
export type NameInfo = Schemas["MuscleName"];
export type RegionInfo = Schemas["RegionName"];
export type RegionFacts = Schemas["RegionFacts"];
export type RegionFact = Schemas["RegionFact"];
export type RegionPlace = Schemas["RegionPlace"];
export type PainPlace = Schemas["PainPlace"];
export type PainSign = Schemas["PainSign"];
export type PainAnswer = Schemas["PainAnswer"];
export type PainSection = Schemas["PainSection"];
export type PainMark = Schemas["PainMark"];
export type MuscleFacts = Schemas["MuscleFacts"];
export type PartFacts = Schemas["PartFacts"];
export type SlipFacts = Schemas["Slip"];
export type ClaimFacts = Schemas["Claim"];
export type MuscleClaims = Schemas["MuscleClaims"];
export type DocumentClaim = Schemas["DocumentClaim"];
export type Tested = Schemas["Tested"];
export type Holdable = Schemas["Holdable"];
export type TaskFile = Schemas["TaskFile"];
export type Progress = Schemas["Progress"];
export type Problem = Pick<Schemas["Problem"], "title" | "status" | "detail">;
export type Worker = Schemas["Effort"];
export type Analyzed = Schemas["LiveAnalyzed"];
export type StrengthUsed = Schemas["StrengthUsed"];
export type Stimulated = Schemas["LiveStimulated"];
export type Recorded = Schemas["RecordedAnswer"];
export type RecordingFacts = Schemas["RecordingFacts"];
export type RecordingQuestion = Partial<Schemas["RecordingQuestion"]>;
export type Role = Schemas["SentFile"]["role"];
export type LiftQuestion = Schemas["LiftQuestion"];
export type LiftAnswered = Schemas["LiftAnswered"];
/** A lift without the body that lifts. */
export type LiftTold = Omit<LiftQuestion, "subject" | "body">;
export type AdviceAnswered = Schemas["AdviceAnswered"];
export type BodyAsked = Schemas["BodyAsked"];
export type NerveName = Schemas["NerveName"];
export type BodyField = Schemas["BodyField"];
export type AnalyzeQuestion = Schemas["AnalyzeQuestion"];

/** Arrays of all frames one after the other; NaN where there is no value. */
export type Arrays = Record<keyof Schemas["AnalyzeArrays"], Float32Array>;
