//! What JavaScript is given: plain objects, lists and numbers.

use js_sys::{Array, Error as JsError, Float64Array, JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

use alleyway::error::Error;
use alleyway_lab::Series;
use alleyway_lab::contract::tree::Tree;

/// What the objects of this module look like.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** A named column of numbers. */
export interface Series {
  name: string;
  /** Of a loss it says `noisy` or `excess`. */
  unit: string;
  /** What the values run over, slowest first: `size`, or `size,grid` for rows of a table. */
  axis: string;
  /** NaN where a value does not exist. */
  values: Float64Array;
}

/** What a stretch of a sentence is about. */
export type Role = 'plain' | 'test' | 'good' | 'bad' | 'quiet';

export interface Span {
  text: string;
  role: Role;
}

/** The sentence in stretches. */
export interface Verdict {
  /** Whether the claim held; null where the run cannot say. */
  holds: boolean | null;
  spans: Span[];
}

/** Everything that is known of a run so far. */
export interface Frames {
  /** How many pieces are in it, counted from the first without a gap. */
  pieces: number;
  series: Series[];
  summary: Record<string, number>;
  verdict: Verdict;
  /** What a reader should know about the numerics of this run. */
  notes: string[];
}

export type Value = number | string | number[];
export type Config = Record<string, Value>;

/** What `resolve` and `Run` are asked for, as JSON. */
export interface Request {
  figure: string;
  preset?: string;
  config?: Config;
}

/** What a run is estimated to take. */
export interface Cost {
  /** Of one processor core. */
  seconds: number;
  /** Whether that is so long that a page asks before it runs. What is far longer is refused. */
  ask: boolean;
}

/** What `resolve` returns, as JSON. */
export interface Resolved {
  figure: string;
  preset: string | null;
  config: Config;
  cost: Cost;
}

export interface Key {
  name: string;
  label: string;
  help: string;
  unit: string;
  /** What is allowed, as the middle of a sentence. */
  allowed: string;
  /** `picks`: for each step of a chain a number or the word `best`. */
  type: 'integer' | 'number' | 'choice' | 'sizes' | 'picks';
  default: number | string;
  min?: number;
  max?: number;
  scale?: 'linear' | 'log';
  /** The name of the left end of a log scale whose minimum is 0. */
  zero?: string;
  choices?: string[];
  /** It may also be `auto`, whose value is this, in a word: `best`, `usual`. */
  auto?: string;
  /** The part of the range that a slider covers. */
  slider?: [number, number];
  /** The key means something only where all of these hold. */
  applies?: { key: string; values: string[] }[];
}

export interface Preset {
  name: string;
  label: string;
  about: string;
  /** It is there to show that the claim does not always hold. */
  counterexample: boolean;
  config: Config;
}

export interface QuantityEntry {
  name: string;
  unit: string;
  axis: string;
  help: string;
}

export interface FigureEntry {
  name: string;
  title: string;
  claim: string;
  keys: Key[];
  presets: Preset[];
  series: QuantityEntry[];
  summary: { name: string; help: string }[];
  views: { name: string; args: string[]; help: string; series: QuantityEntry[] }[];
}

/** What `catalogue` returns, as JSON. */
export interface Catalogue {
  version: string;
  authors: string;
  /** By the value of the key `target`. */
  data: Record<string, { name: string; bytes: number; source: string }>;
  figures: FigureEntry[];
}

/** What every function throws that was asked for something that cannot be; `message` is the whole sentence. */
export interface Refusal extends Error {
  name: 'Refusal';
  key: string | null;
  value: string | null;
  allowed: string | null;
}
";

/// JSON text of a tree.
pub fn text(tree: &Tree) -> String {
    JSON::stringify(&value(tree)).expect("plain values have no cycles").into()
}

pub fn value(tree: &Tree) -> JsValue {
    match tree {
        Tree::Null => JsValue::NULL,
        Tree::Bool(v) => (*v).into(),
        Tree::Number(v) => (*v).into(),
        Tree::Text(v) => v.as_str().into(),
        Tree::List(items) => items.iter().map(value).collect::<Array>().into(),
        Tree::Numbers(items) => items.iter().map(|v| JsValue::from(*v)).collect::<Array>().into(),
        Tree::Object(fields) => {
            let object = Object::new();
            fields.iter().for_each(|(name, v)| put(&object, name, &value(v)));
            object.into()
        }
    }
}

pub fn series(series: &Series) -> Object {
    object(&[
        ("name", series.name.into()),
        ("unit", series.unit.into()),
        ("axis", series.axis.into()),
        ("values", Float64Array::from(series.values.as_slice()).into()),
    ])
}

pub fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    fields.iter().for_each(|(name, value)| put(&object, name, value));
    object
}

pub fn put(object: &Object, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).expect("a plain object takes any field");
}

/// The error as JavaScript throws it: an `Error` with the fields key, value and allowed.
pub fn refusal(error: Error) -> JsError {
    let js = JsError::new(&error.to_string());
    js.set_name("Refusal");
    let text = |value: Option<&str>| value.map_or(JsValue::NULL, JsValue::from);
    put(&js, "key", &text(error.key()));
    put(&js, "value", &text(error.value()));
    put(&js, "allowed", &text(error.allowed()));
    js
}
