//! What JavaScript calls with, looked at before it is used: values of any type, of which those that cannot be are refused by name.

use js_sys::{ArrayBuffer, Error as JsError, Float64Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use alleyway::decimal;
use alleyway::error::{Error, quoted};
use alleyway_lab::Request;

use crate::values::refusal;

/// Arguments come from JavaScript, where nothing keeps anybody from calling with anything: each is looked at before it is used.
pub fn wrong(name: &str, got: String, allowed: impl Into<String>) -> JsError {
    refusal(Error::Value { key: name.into(), value: got, allowed: allowed.into() })
}

#[wasm_bindgen]
extern "C" {
    /// Throws of a proxy that was revoked.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
}

pub fn is_list(value: &JsValue) -> bool {
    is_array(value).unwrap_or(false)
}

/// A typed array, and no proxy of one nor what only inherits from one: of these even the length throws.
pub fn typed<T: JsCast>(value: &JsValue) -> Option<&T> {
    value.dyn_ref::<T>().filter(|_| ArrayBuffer::is_view(value))
}

/// What a value is, in a word or a quotation.
pub fn told(value: &JsValue) -> String {
    if value.is_undefined() {
        return "nothing".into();
    }
    if let Some(number) = value.as_f64() {
        return decimal::text(number);
    }
    if let Some(text) = value.as_string() {
        return if text.is_empty() { "empty text".into() } else { format!("the text {}", quoted(&text)) };
    }
    match value {
        value if value.is_null() => "null".into(),
        value if is_list(value) => "a list".into(),
        value if value.is_function() => "a function".into(),
        value if value.is_object() => "an object".into(),
        // true, 3n, a symbol.
        value => quoted(&value.js_typeof().as_string().unwrap_or_default()),
    }
}

/// Text.
pub fn word(name: &str, value: &JsValue) -> Result<String, JsError> {
    value.as_string().ok_or_else(|| wrong(name, told(value), "text"))
}

/// Which of some words.
pub fn one_of(name: &str, value: &JsValue, known: &[&str]) -> Result<usize, JsError> {
    let value = word(name, value)?;
    known.iter().position(|known| *known == value).ok_or_else(|| wrong(name, value, known.join(", ")))
}

/// A whole number in an inclusive range.
pub fn whole(name: &str, value: &JsValue, least: usize, most: usize) -> Result<usize, JsError> {
    let given = value.as_f64().filter(|v| v.fract() == 0.0 && (least as f64..=most as f64).contains(v));
    // The cast is exact for what passes.
    given.map(|v| v as usize).ok_or_else(|| {
        let allowed =
            if least == most { format!("{least}") } else { format!("a whole number between {least} and {most}") };
        wrong(name, told(value), allowed)
    })
}

/// Milliseconds, 0 where none are given.
pub fn duration(name: &str, value: &JsValue) -> Result<f64, JsError> {
    if value.is_undefined() {
        return Ok(0.0);
    }
    let given = value.as_f64().filter(|milliseconds| *milliseconds >= 0.0);
    given.ok_or_else(|| wrong(name, told(value), "nothing, or a number of at least 0"))
}

/// Bytes, copied.
pub fn bytes(name: &str, value: &JsValue) -> Result<Vec<u8>, JsError> {
    let array = typed::<Uint8Array>(value).ok_or_else(|| wrong(name, told(value), "a Uint8Array"))?;
    let mut out = room(name, array.length())?;
    // Of an array whose memory was handed on to another thread nothing is left, and to copy it would throw.
    if !out.is_empty() {
        array.copy_to(&mut out);
    }
    Ok(out)
}

/// Numbers, copied: of a Float64Array, or of a list that holds nothing else.
pub fn numbers(name: &str, value: &JsValue) -> Result<Vec<f64>, JsError> {
    if let Some(array) = typed::<Float64Array>(value) {
        let mut out = room(name, array.length())?;
        if !out.is_empty() {
            array.copy_to(&mut out);
        }
        return Ok(out);
    }
    let allowed = "a Float64Array or a list of numbers";
    let unfit = |got: String| wrong(name, got, allowed);
    if !is_list(value) {
        return Err(unfit(told(value)));
    }
    // By calls that hand over what they throw: a list may be a proxy.
    let length = Reflect::get(value, &"length".into()).ok().and_then(|length| length.as_f64()).unwrap_or(f64::NAN);
    if !(0.0..=LONGEST_LIST).contains(&length) {
        return Err(unfit(format!("a list of {} items", decimal::text(length))));
    }
    // The cast is exact for what passes.
    (0..length as u32)
        .map(|at| {
            let item = Reflect::get_u32(value, at).unwrap_or(JsValue::UNDEFINED);
            item.as_f64().ok_or_else(|| unfit(format!("a list with {}", told(&item))))
        })
        .collect()
}

/// Items of a plain list at most: a sparse one claims a length of billions.
pub const LONGEST_LIST: f64 = 16_777_216.0;

/// Zeros to copy into, if there is room for so many.
pub fn room<T: Clone + Default>(name: &str, length: u32) -> Result<Vec<T>, JsError> {
    let mut out = Vec::new();
    let fits = out.try_reserve_exact(length as usize);
    fits.map_err(|_| wrong(name, format!("{length} numbers"), "short enough to be kept in memory"))?;
    out.resize(length as usize, T::default());
    Ok(out)
}

/// As [`Request::read`].
pub fn read(request: &JsValue) -> Result<Request, JsError> {
    Request::read(&word("request", request)?).map_err(refusal)
}
