//! The lab as a page sees it. Everything here is a thin copy of [`alleyway_lab`] in the types of JavaScript.
//!
//! Nothing that is called with the wrong values traps: every argument is looked at, and what cannot be used is thrown as an `Error`
//! named `Refusal` with the fields `key`, `value` and `allowed`. A trap would leave the memory of the module in a state that nobody
//! knows.

#![cfg(target_arch = "wasm32")]

mod arguments;
mod values;

use std::ops::Range;

use js_sys::{Array, Error as JsError, Float64Array, Object, Reflect, global};
use wasm_bindgen::prelude::*;

use alleyway::data::{digit, real};
use alleyway::decimal::{self, Host};
use alleyway::error::Error;
use alleyway_lab::contract::csv::Form;
use alleyway_lab::contract::parts::{self, Seal};
use alleyway_lab::contract::words;
use alleyway_lab::{self as lab, Experiment, Finished, Task};

use arguments::{bytes, duration, numbers, one_of, read, told, whole, word, wrong};
use values::{object, put, refusal, series, text};

#[wasm_bindgen]
extern "C" {
    /// A number, with what `js_sys` does not offer.
    type Written;

    /// With as many digits as it takes.
    #[wasm_bindgen(method, js_name = toExponential)]
    fn to_exponential(this: &Written) -> String;

    /// As the JSON has it.
    #[wasm_bindgen(method, js_name = toString)]
    fn in_full(this: &Written) -> String;
}

/// Runs once, when a module is instantiated: a panic writes its message to the console before the trap.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
    decimal::lend(Host {
        read: js_sys::parse_float,
        write: |value| JsValue::from(value).unchecked_into::<Written>().to_exponential(),
    });
}

/// What the crate can do, as JSON: version, data sets, figures with keys, presets, series and views.
#[wasm_bindgen]
#[must_use]
pub fn catalogue() -> String {
    text(&lab::catalogue())
}

/// Take in a real data set as CSV.
///
/// # Errors
/// Throws where the bytes are not that table.
#[wasm_bindgen]
pub fn provide(
    #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Uint8Array")] csv: JsValue,
) -> Result<(), JsError> {
    real::provide(&word("name", &name)?, &bytes("csv", &csv)?).map_err(refusal)
}

/// A drawing as 64 numbers from 0 to 16, in the form of the digits data set; empty where nothing is drawn. `ink` holds width x height
/// bytes, row by row; anything but 0 is ink.
///
/// # Errors
/// Throws where `ink` is not of that length.
#[wasm_bindgen(js_name = normaliseDigit)]
pub fn normalise_digit(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array")] ink: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] width: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] height: JsValue,
) -> Result<Float64Array, JsError> {
    let (width, height) = (whole("width", &width, 1, MOST_PIXELS)?, whole("height", &height, 1, MOST_PIXELS)?);
    let ink = bytes("ink", &ink)?;
    if ink.len() != width * height {
        return Err(wrong("ink", format!("{} bytes", ink.len()), format!("{width} x {height} bytes, one a pixel")));
    }
    let blocks = digit::normalise(&ink, width, height);
    Ok(Float64Array::from(blocks.as_ref().map_or(&[][..], |blocks| blocks)))
}

/// A request with every key filled in and what it is estimated to take, JSON in, JSON out:
/// `{"figure", "preset", "config", "cost": {"seconds", "ask"}}`.
///
/// # Errors
/// Throws where the request is refused, as it also is where it would take far longer than a page is kept open for; the key to lower
/// is named. A [`Run`] of it can be made all the same: it is for who calls to decide what to run.
#[wasm_bindgen]
pub fn resolve(#[wasm_bindgen(unchecked_param_type = "string")] request: JsValue) -> Result<String, JsError> {
    let request = read(&request)?;
    lab::resolve(&request).map(|tree| text(&tree)).map_err(refusal)
}

/// A number as the sentences write it: `number` with two significant digits, `loss` the same but for what is zero up to rounding,
/// `level` a loss with three, `signed` with its sign, `percent` a share.
///
/// # Errors
/// Throws where there is no such kind.
#[wasm_bindgen]
pub fn written(
    #[wasm_bindgen(unchecked_param_type = "'number' | 'loss' | 'level' | 'signed' | 'percent'")] kind: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] value: JsValue,
) -> Result<String, JsError> {
    type Kind = (&'static str, fn(f64) -> String);
    const KINDS: [Kind; 5] = [
        ("number", words::number),
        ("loss", words::loss),
        ("level", words::level),
        ("signed", words::signed),
        ("percent", words::percent),
    ];
    let (_, write) = KINDS[one_of("kind", &kind, &KINDS.map(|(name, _)| name))?];
    let value = value.as_f64().ok_or_else(|| wrong("value", told(&value), "a number"))?;
    Ok(write(value))
}

/// An opened experiment.
#[wasm_bindgen]
pub struct Run {
    experiment: Box<dyn Experiment>,
    work: Option<Work>,
    /// Which pieces have been taken in.
    taken: Vec<bool>,
}

/// Milliseconds on the clock of a page, a worker or Node.
fn now() -> f64 {
    thread_local! {
        static CLOCK: Option<web_sys::Performance> =
            Reflect::get(&global(), &"performance".into()).ok().filter(JsValue::is_object).map(JsCast::unchecked_into);
    }
    // A host without a clock gets one quantum a call.
    CLOCK.with(|clock| clock.as_ref().map_or(f64::INFINITY, web_sys::Performance::now))
}

/// What was started.
struct Work {
    task: Box<dyn Task>,
    /// The pieces; `None` for a view.
    pieces: Option<Range<usize>>,
    done: bool,
}

#[wasm_bindgen]
impl Run {
    /// Open a request: JSON `{"figure", "preset", "config"}`.
    ///
    /// # Errors
    /// Throws where the request is refused. What it would take is no reason: see `resolve`.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "string")] request: JsValue) -> Result<Self, JsError> {
        let request = read(&request)?;
        let experiment = lab::open(&request).map_err(refusal)?;
        let taken = vec![false; experiment.pieces()];
        Ok(Self { experiment, work: None, taken })
    }

    /// How many pieces of work there are.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.taken.len()
    }

    /// How many pieces have been taken in.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.taken.iter().filter(|taken| **taken).count()
    }

    /// Start the pieces `first` to `first + count - 1`; what was started before is dropped.
    ///
    /// # Errors
    /// Throws for pieces that there are not, for more than fit in memory, and where the data that they need cannot be had.
    pub fn start(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] first: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<(), JsError> {
        let pieces = self.range(&first, &count)?;
        let task = self.experiment.start(pieces.clone()).map_err(refusal)?;
        self.work = Some(Work { task, pieces: Some(pieces), done: false });
        Ok(())
    }

    /// Start a view; what was started before is dropped.
    ///
    /// # Errors
    /// Throws for a view that does not exist and for arguments out of range.
    pub fn view(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array | number[]")] args: JsValue,
    ) -> Result<(), JsError> {
        let (name, args) = (word("name", &name)?, numbers("args", &args)?);
        let task = self.experiment.view(&name, &args).map_err(refusal)?;
        self.work = Some(Work { task, pieces: None, done: false });
        Ok(())
    }

    /// Go on with what was started for so many milliseconds, 0 where none are given: at least a quantum, which is a few milliseconds
    /// of work, and the last one to the end. Returns the fraction done, 1 when finished.
    ///
    /// # Errors
    /// Throws where nothing was started.
    pub fn advance(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] milliseconds: JsValue,
    ) -> Result<f64, JsError> {
        let until = match duration("milliseconds", &milliseconds)? {
            0.0 => f64::NEG_INFINITY,
            milliseconds => now() + milliseconds,
        };
        let work = self.work.as_mut().ok_or_else(|| refusal(NOTHING))?;
        if work.done {
            return Ok(1.0);
        }
        loop {
            let fraction = work.task.advance();
            work.done = fraction >= 1.0;
            // No result depends on when this is.
            if work.done || now() >= until {
                return Ok(fraction);
            }
        }
    }

    /// The numbers of the finished pieces, for `accept` of this or another `Run` of the same request: they say for themselves whose
    /// they are. They are handed over once.
    ///
    /// # Errors
    /// Throws where no pieces were started and before `advance` has returned 1.
    pub fn part(&mut self) -> Result<Float64Array, JsError> {
        let (finished, pieces) = self.finish()?;
        match (finished, pieces) {
            (Finished::Part(part), Some(pieces)) => Ok(self.sealed(&pieces, Seal::Part, &part)),
            _ => Err(refusal(Error::Turn("a view was started and no pieces: ask for what is viewed"))),
        }
    }

    /// What the unfinished pieces have so far; empty where that is not worth a look.
    #[must_use]
    pub fn glimpse(&self) -> Float64Array {
        let work = self.work.as_ref().and_then(|work| Some((work.pieces.as_ref()?, work.task.glimpse()?)));
        work.map_or_else(
            || Float64Array::new_with_length(0),
            |(pieces, glimpse)| self.sealed(pieces, Seal::Glimpse, &glimpse),
        )
    }

    /// The series of the finished view. They are handed over once.
    ///
    /// # Errors
    /// Throws where no view was started and before `advance` has returned 1.
    #[wasm_bindgen(unchecked_return_type = "Series[]")]
    pub fn viewed(&mut self) -> Result<Array, JsError> {
        if self.work.as_ref().is_some_and(|work| work.pieces.is_some()) {
            return Err(refusal(Error::Turn("pieces were started and no view: ask for their part")));
        }
        match self.finish()? {
            (Finished::View(all), _) => Ok(all.iter().map(series).collect()),
            (Finished::Part(_), _) => unreachable!("a view ends in series"),
        }
    }

    /// Take in the part of some pieces; the order of calls does not matter.
    ///
    /// # Errors
    /// Throws where the numbers are not the whole part of these pieces of this request, and where one of them is in already; nothing
    /// of it is taken in then.
    pub fn accept(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] first: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array | number[]")] part: JsValue,
    ) -> Result<(), JsError> {
        let pieces = self.range(&first, &count)?;
        let sealed = numbers("part", &part)?;
        let part = parts::opened(self.experiment.as_ref(), &pieces, Seal::Part, &sealed).map_err(refusal)?;
        if let Some(again) = pieces.clone().find(|piece| self.taken[*piece]) {
            return Err(refusal(Error::Part(format!("piece {again} is in already"))));
        }
        self.experiment.accept(pieces.clone(), part).map_err(refusal)?;
        self.taken[pieces].fill(true);
        Ok(())
    }

    /// Take in what some unfinished pieces have so far; their part takes its place.
    ///
    /// # Errors
    /// Throws where the numbers are no glimpse of these pieces of this request. An empty one says nothing and is passed over.
    pub fn preview(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] first: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array | number[]")] glimpse: JsValue,
    ) -> Result<(), JsError> {
        let pieces = self.range(&first, &count)?;
        let sealed = numbers("glimpse", &glimpse)?;
        if sealed.is_empty() {
            return Ok(());
        }
        let glimpse = parts::opened(self.experiment.as_ref(), &pieces, Seal::Glimpse, &sealed).map_err(refusal)?;
        self.experiment.preview(pieces, glimpse).map_err(refusal)
    }

    /// Everything that is known so far.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "Frames")]
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
        text(&lab::result(self.experiment.as_ref()))
    }

    /// The names of the tables that `csv` writes, one an axis of the series: `size`, or `moment,grid`.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    pub fn tables(&self) -> Array {
        lab::tables(self.experiment.as_ref()).into_iter().map(JsValue::from).collect()
    }

    /// The series as CSV: one table an axis, or all of them with an empty line between. The first columns of a table are the places
    /// along its axis; `comma` means a decimal comma with semicolons between fields. Everything else is in the JSON.
    ///
    /// # Errors
    /// Throws for a table that there is not, and for another form.
    pub fn csv(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] table: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "'point' | 'comma'")] decimal: JsValue,
    ) -> Result<String, JsError> {
        let table = if table.is_undefined() { None } else { Some(word("table", &table)?) };
        let form = if decimal.is_undefined() {
            Form::default()
        } else {
            Form::ALL[one_of("decimal", &decimal, &Form::NAMES)?]
        };
        let write = |value| JsValue::from(value).unchecked_into::<Written>().in_full();
        lab::csv(self.experiment.as_ref(), table.as_deref(), form, write).map_err(refusal)
    }
}

impl Run {
    /// Some pieces that there are.
    fn range(&self, first: &JsValue, count: &JsValue) -> Result<Range<usize>, JsError> {
        let pieces = self.taken.len();
        let first = whole("first", first, 0, pieces - 1)?;
        Ok(first..first + whole("count", count, 1, pieces - first)?)
    }

    /// What came of the work, which is over then.
    fn finish(&mut self) -> Result<(Finished, Option<Range<usize>>), JsError> {
        match &self.work {
            None => Err(refusal(NOTHING)),
            Some(Work { done: false, .. }) => {
                Err(refusal(Error::Turn("what was started is not finished: call advance until it returns 1")))
            }
            Some(_) => {
                let Work { mut task, pieces, .. } = self.work.take().expect("just looked at");
                Ok((task.finish(), pieces))
            }
        }
    }

    fn sealed(&self, pieces: &Range<usize>, kind: Seal, numbers: &[f64]) -> Float64Array {
        Float64Array::from(parts::seal(self.experiment.as_ref(), pieces, kind, numbers).as_slice())
    }
}

/// Out of turn, where nothing was started or all of it was handed over.
const NOTHING: Error = Error::Turn("nothing was started, or it was handed over already");

/// Side of a drawing, at most.
const MOST_PIXELS: usize = 8_192;
