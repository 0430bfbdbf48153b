/** What the server sends, as the page uses it. World: x anterior, y up, z right; metres. */

export interface BodyInfo { name: string; title: string; region: string; parent: number; centre: [number, number, number] }
export type Tissue = "bone" | "cartilage" | "disc";
export interface BoneInfo {
  name: string; title: string; body: number; tissue: Tissue;
  index_start: number; index_count: number; vertex_start: number; vertex_count: number;
}
export interface MuscleInfo {
  id: string; name: string; latin: string; part_of: string; layer: string; group: string; system: string;
  nerves: string[]; fascicles: number[]; takes_part: boolean; left_out_because: string;
}
export type Side = "right" | "left";
export interface FascicleInfo {
  name: string; muscle: number; side: Side; points: [number, number];
  index_start: number; index_count: number; maximal_force: number; pcsa_cm2: number; takes_part: boolean;
}
export interface LayerInfo { name: string; title: string; systems: string[] }
export interface Limit { quantity: string; value: number; unit: string; condition: string }
export interface Control { name: string; title: string; unit: string; low: number; high: number; step: number; start: number }
export interface Section { offset: number; type: "f32" | "i8" | "u16" | "u32"; count: number; size: number }
export interface SceneInfo {
  version: string;
  subject: { name: string; sex: string; height_m: number; mass_kg: number };
  bodies: BodyInfo[]; bones: BoneInfo[]; muscles: MuscleInfo[]; fascicles: FascicleInfo[];
  layers: LayerInfo[]; levels: string[]; limits: Limit[]; controls: Control[];
  buffer: { bytes: number; sections: Record<string, Section> };
}

export interface TaskInfo { name: string; title: string; moving: boolean; assumptions: string[] }
export interface SubjectInfo { name: string; title: string }
export interface NameInfo { id: string; name: string; latin: string; synonyms: string[]; parts: string[] }
export interface Problem { title: string; status: number; detail: string }

export interface Effort { muscle: string; name: string; side: Side; activation: number; force: number }
export interface Analyzed {
  title: string; headline: string; sentences: string[]; warnings: string[]; assumptions: string[]; peak_frame: number;
  frames: number; limits: Limit[]; hardest: Effort[];
}
/** Arrays of all frames one after the other; NaN where there is no value. */
export interface Arrays {
  times: Float32Array; transforms: Float32Array; activation: Float32Array; tension: Float32Array; stress: Float32Array;
  compression: Float32Array; anterior_shear: Float32Array; right_shear: Float32Array; pressure: Float32Array;
}
