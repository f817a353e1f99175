//! The crate as a page sees it. Everything here is a thin copy of [`crate::experiment`] in the types of JavaScript.

use js_sys::{Array, Error as JsError, Float64Array, JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::data::{digit, real};
use crate::error::Error;
use crate::experiment::tree::Tree;
use crate::experiment::{self, Experiment, Outcome, Request, Series, Task};

/// Runs once, when a module is instantiated: a panic writes its message to the console before the trap.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// What the crate can do, as JSON: version, data sets, figures with keys, presets, series and views.
#[wasm_bindgen]
#[must_use]
pub fn catalogue() -> String {
    text(&experiment::catalogue())
}

/// Take in a real data set as CSV.
///
/// # Errors
/// Throws where the bytes are not that table.
#[wasm_bindgen]
pub fn provide(name: &str, csv: &[u8]) -> Result<(), JsError> {
    real::provide(name, csv).map_err(refusal)
}

/// A drawing as 64 numbers from 0 to 16, in the form of the digits data set; empty where nothing is drawn.
#[wasm_bindgen(js_name = normaliseDigit)]
#[must_use]
pub fn normalise_digit(ink: &[u8], width: usize, height: usize) -> Vec<f64> {
    digit::normalise(ink, width, height).map_or_else(Vec::new, |blocks| blocks.to_vec())
}

/// A request with every key filled in: JSON in, JSON out.
///
/// # Errors
/// Throws where the request is refused.
#[wasm_bindgen]
pub fn resolve(request: &str) -> Result<String, JsError> {
    let request = read(request)?;
    experiment::resolve(&request).map(|tree| text(&tree)).map_err(refusal)
}

/// An opened experiment.
#[wasm_bindgen]
pub struct Run {
    experiment: Box<dyn Experiment>,
    task: Option<Box<dyn Task>>,
    accepted: usize,
}

#[wasm_bindgen]
impl Run {
    /// Open a request: JSON `{"figure", "preset", "config"}`.
    ///
    /// # Errors
    /// Throws where the request is refused.
    #[wasm_bindgen(constructor)]
    pub fn new(request: &str) -> Result<Self, JsError> {
        let request = read(request)?;
        let experiment = experiment::open(&request).map_err(refusal)?;
        Ok(Self { experiment, task: None, accepted: 0 })
    }

    /// How many pieces of work there are.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.experiment.pieces()
    }

    /// How many pieces have been taken in.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.accepted
    }

    /// Start the pieces `first` to `first + count - 1`; what was started before is dropped.
    ///
    /// # Errors
    /// Throws where the data that they need cannot be had.
    pub fn start(&mut self, first: usize, count: usize) -> Result<(), JsError> {
        self.task = Some(self.experiment.start(first..first + count).map_err(refusal)?);
        Ok(())
    }

    /// Start a view; what was started before is dropped.
    ///
    /// # Errors
    /// Throws for a view that does not exist and for arguments out of range.
    pub fn view(&mut self, name: &str, args: &[f64]) -> Result<(), JsError> {
        self.task = Some(self.experiment.view(name, args).map_err(refusal)?);
        Ok(())
    }

    /// Do a few milliseconds of what was started; returns the fraction done, 1 when finished.
    #[must_use]
    pub fn advance(&mut self) -> f64 {
        self.task.as_mut().map_or(1.0, |task| task.advance())
    }

    /// The numbers of the finished pieces; empty where no pieces were started.
    #[must_use]
    pub fn part(&mut self) -> Float64Array {
        match self.task.take().map(|mut task| task.finish()) {
            Some(Outcome::Part(part)) => Float64Array::from(part.as_slice()),
            _ => Float64Array::new_with_length(0),
        }
    }

    /// What the unfinished pieces have so far; empty where that is not worth a look.
    #[must_use]
    pub fn glimpse(&self) -> Float64Array {
        let glimpse = self.task.as_ref().and_then(|task| task.glimpse()).unwrap_or_default();
        Float64Array::from(glimpse.as_slice())
    }

    /// The series of the finished view; empty where no view was started.
    #[must_use]
    pub fn viewed(&mut self) -> Array {
        match self.task.take().map(|mut task| task.finish()) {
            Some(Outcome::View(all)) => all.iter().map(series).collect(),
            _ => Array::new(),
        }
    }

    /// Take in the part of some pieces; the order of calls does not matter.
    pub fn accept(&mut self, first: usize, count: usize, part: &[f64]) {
        self.experiment.accept(first..first + count, part);
        self.accepted += count;
    }

    /// Take in what some unfinished pieces have so far; their part takes its place.
    pub fn preview(&mut self, first: usize, count: usize, glimpse: &[f64]) {
        self.experiment.preview(first..first + count, glimpse);
    }

    /// Everything that is known so far.
    #[must_use]
    pub fn frames(&self) -> Object {
        let frames = self.experiment.frames();
        let summary = Object::new();
        frames.summary.iter().for_each(|(name, value)| put(&summary, name, &(*value).into()));
        let spans: Array = frames
            .verdict
            .spans
            .iter()
            .map(|(role, text)| object(&[("text", text.as_str().into()), ("role", role.name().into())]))
            .collect();
        let verdict =
            object(&[("holds", frames.verdict.holds.map_or(JsValue::NULL, JsValue::from)), ("spans", spans.into())]);
        let notes: Array = frames.notes.iter().map(|note| JsValue::from(note.as_str())).collect();
        object(&[
            ("pieces", (frames.pieces as f64).into()),
            ("series", frames.series.iter().map(series).collect::<Array>().into()),
            ("summary", summary.into()),
            ("verdict", verdict.into()),
            ("notes", notes.into()),
        ])
    }

    /// The result as JSON, of the same form as the command line's.
    #[must_use]
    pub fn json(&self) -> String {
        text(&experiment::result(self.experiment.as_ref()))
    }

    /// The result as CSV, one column a series.
    #[must_use]
    pub fn csv(&self) -> String {
        let frames = self.experiment.frames();
        let rows = frames.series.iter().map(|s| s.values.len()).max().unwrap_or(0);
        let cell = |s: &Series, row: usize| match s.values.get(row) {
            Some(v) if v.is_finite() => JsValue::from(*v),
            _ => JsValue::from(""),
        };
        let lines =
            Array::of1(&frames.series.iter().map(|s| JsValue::from(s.name)).collect::<Array>().join(",").into());
        for row in 0..rows {
            let line: Array = frames.series.iter().map(|s| cell(s, row)).collect();
            lines.push(&line.join(",").into());
        }
        lines.push(&"".into());
        lines.join("\n").into()
    }
}

/// Read `{"figure": "...", "preset": "...", "config": {"key": value}}`; preset and config may be left out. Values may be
/// what they are or text; a result is a request too.
fn read(request: &str) -> Result<Request, JsError> {
    let unread = |reason: String| refusal(Error::Request(reason));
    let json = JSON::parse(request).map_err(|_| unread("it is not JSON".into()))?;
    let field = |name: &str| Reflect::get(&json, &name.into()).ok().filter(|v| !v.is_null() && !v.is_undefined());
    let word = |name: &str| match field(name) {
        None => Ok(None),
        Some(value) => value.as_string().map(Some).ok_or_else(|| unread(format!("{name} must be text"))),
    };
    let figure = word("figure")?.ok_or_else(|| unread("figure is missing".into()))?;
    let mut request = Request::new(&figure, word("preset")?.as_deref()).map_err(refusal)?;
    let config = match field("config") {
        None => return Ok(request),
        Some(config) => config.dyn_into::<Object>().map_err(|_| unread("config must be an object".into()))?,
    };
    for entry in Object::entries(&config).iter() {
        let entry: Array = entry.unchecked_into();
        // As JavaScript writes it: 0.5, wiggle, and 1,2,5 for a list.
        let written = |value: JsValue| String::from(js_sys::Array::of1(&value).join(","));
        request = request.with(&written(entry.get(0)), &written(entry.get(1))).map_err(refusal)?;
    }
    Ok(request)
}

/// JSON text of a tree.
fn text(tree: &Tree) -> String {
    JSON::stringify(&value(tree)).expect("plain values have no cycles").into()
}

fn value(tree: &Tree) -> JsValue {
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

fn series(series: &Series) -> Object {
    object(&[
        ("name", series.name.into()),
        ("unit", series.unit.into()),
        ("axis", series.axis.into()),
        ("values", Float64Array::from(series.values.as_slice()).into()),
    ])
}

fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    fields.iter().for_each(|(name, value)| put(&object, name, value));
    object
}

fn put(object: &Object, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).expect("a plain object takes any field");
}

/// The error as JavaScript throws it: an `Error` with the fields key, value and allowed.
fn refusal(error: Error) -> JsError {
    let js = JsError::new(&error.to_string());
    js.set_name("Refusal");
    let text = |value: Option<&str>| value.map_or(JsValue::NULL, JsValue::from);
    put(&js, "key", &text(error.key()));
    put(&js, "value", &text(error.value()));
    put(&js, "allowed", &text(error.allowed()));
    js
}
