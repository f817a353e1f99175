//! A request as text: JSON (RFC 8259), read here and nowhere else, so that the command line and the page refuse the same text in
//! the same words.
//!
//! What a general reader lets pass is refused, because it would run something other than what was meant: a name that is not known
//! (a misspelt `config` would run the defaults), a name that is given twice (of which most readers keep one), a list inside a list.
//! A byte order mark at the start, which some editors write, is passed over.

use alleyway::decimal;
use alleyway::error::{Error, quoted};

use crate::contract::Experiment;
use crate::contract::config::{Config, Kind, shorten};
use crate::figures::{FIGURES, NAMES, Open, find};

/// What a request says.
const OWN: [&str; 3] = ["figure", "preset", "config"];
/// What a result or a resolved request says beside that; passed over, so that either is a request for itself.
const PASSED_OVER: [&str; 6] = ["version", "summary", "series", "verdict", "notes", "cost"];
/// Names in one object, at most: a result has some dozens. Each is compared with all before it.
const MOST_NAMES: usize = 1_000;
/// Lists and objects within each other, at most.
const DEEPEST: usize = 32;

/// What is asked for: a figure, perhaps a preset, and values on top.
#[derive(Debug, Clone)]
pub struct Request {
    open: Open,
    pub(crate) preset: Option<&'static str>,
    pub(crate) config: Config,
}

impl Request {
    /// The experiment that is asked for.
    ///
    /// # Errors
    /// [`Error::Value`] where values do not go together.
    pub(crate) fn open(&self) -> Result<Box<dyn Experiment>, Error> {
        (self.open)(self.config.clone())
    }

    /// A figure and a preset by name; for tests and examples, which know that both exist.
    ///
    /// # Panics
    /// When one of them does not exist.
    #[must_use]
    pub fn preset(figure: &str, preset: &str) -> Self {
        Self::new(figure, Some(preset)).unwrap_or_else(|error| panic!("{error}"))
    }

    /// A figure, and a preset if one is named.
    ///
    /// # Errors
    /// [`Error::Unknown`], and [`Error::Request`] for a figure that this build leaves out.
    pub fn new(figure: &str, preset: Option<&str>) -> Result<Self, Error> {
        let (figure, open) = find(figure).ok_or_else(|| {
            if NAMES.contains(&figure) {
                let here: Vec<_> = FIGURES.iter().map(|f| f.name).collect();
                return Error::Request(format!("{figure} is not in this module, which has {}", here.join(", ")));
            }
            Error::Unknown { what: "figure", name: shorten(figure), known: NAMES.join(", ") }
        })?;
        let config = Config::of(figure, preset)?;
        let preset = preset.and_then(|name| figure.presets.iter().map(|p| p.name).find(|n| *n == name));
        Ok(Self { open, preset, config })
    }

    /// The same with a key set from text.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Value`].
    pub fn with(mut self, key: &str, value: &str) -> Result<Self, Error> {
        self.config.set(key, value)?;
        Ok(self)
    }

    /// The name of the figure.
    #[must_use]
    pub fn figure_name(&self) -> &'static str {
        self.config.figure().name
    }

    /// The name of the preset, if one was asked for.
    #[must_use]
    pub fn preset_name(&self) -> Option<&'static str> {
        self.preset
    }
}

impl Request {
    /// Read `{"figure": "...", "preset": "...", "config": {"key": value}}`; preset and config may be left out or null. A value may be
    /// a number or text, and for sizes and picks a list of them. A result is a request too.
    ///
    /// ```
    /// use alleyway_lab::Request;
    ///
    /// assert!(Request::read(r#"{"figure": "double-descent", "config": {"n": 20, "sizes": [1, 2, 5]}}"#).is_ok());
    /// let refusal = Request::read(r#"{"figure": "double-descent", "confg": {"n": 20}}"#).unwrap_err();
    /// assert_eq!(refusal.to_string(), "there is no field named confg; known: figure, preset, config");
    /// ```
    ///
    /// # Errors
    /// [`Error::Request`] where the text is no such JSON, [`Error::Unknown`] and [`Error::Value`] for names and values.
    #[inline(never)]
    pub fn read(text: &str) -> Result<Self, Error> {
        let mut reader = Reader { text: text.strip_prefix('\u{feff}').unwrap_or(text), at: 0 };
        let whole = reader.document()?;
        let Json::Object(fields) = &whole else {
            return Err(Error::Request(format!(
                "it must be an object such as {{\"figure\": \"{}\"}}",
                FIGURES[0].name
            )));
        };
        if let Some((name, _)) = fields.iter().find(|(name, _)| !OWN.iter().chain(&PASSED_OVER).any(|n| n == name)) {
            return Err(Error::Unknown { what: "field", name: quoted(name), known: OWN.join(", ") });
        }
        let field = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v).filter(|v| !v.is_null());
        let word = |name: &str| match field(name) {
            None => Ok(None),
            Some(Json::Text(value)) => Ok(Some(value.as_str())),
            Some(other) => Err(Error::Request(format!("{name} must be text, got {}", quoted(other.written())))),
        };
        let figure = word("figure")?.ok_or_else(|| Error::Request("figure is missing".into()))?;
        let mut request = Self::new(figure, word("preset")?)?;
        match field("config") {
            None => {}
            Some(Json::Object(values)) => {
                for (key, value) in values {
                    let kind = request.config.figure().keys.iter().find(|k| k.name == key).map(|k| k.kind);
                    request = request.with(key, &value.as_set(kind))?;
                }
            }
            Some(other) => {
                return Err(Error::Request(format!("config must be an object, got {}", quoted(other.written()))));
            }
        }
        Ok(request)
    }
}

/// JSON, as far as a request needs it.
#[derive(Debug)]
enum Json<'a> {
    Text(String),
    /// A number and how it is written.
    Number(f64, &'a str),
    /// Its items, and how it is written.
    List(Vec<Json<'a>>, &'a str),
    Object(Vec<(String, Json<'a>)>),
    /// true, false, null.
    Word(&'a str),
}

impl Json<'_> {
    fn is_null(&self) -> bool {
        matches!(self, Self::Word("null"))
    }

    /// As it is quoted in a refusal.
    fn written(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Number(_, written) | Self::List(_, written) | Self::Word(written) => written,
            Self::Object(_) => "an object",
        }
    }

    /// A number or text as it would stand behind `--set key=`.
    fn scalar(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            // 15.0 is a whole number in JSON, whatever wrote it; what is not near 1 stays as it is written.
            Self::Number(value, written) if value.abs() < 1e15 && (*value == 0.0 || value.abs() > 1e-5) => {
                Some(if value.fract() == 0.0 { (*value as i64).to_string() } else { (*written).to_owned() })
            }
            Self::Number(_, written) => Some((*written).to_owned()),
            _ => None,
        }
    }

    /// A value as it would stand behind `--set key=`: 0.5, wiggle, and 1,2,5 for a list where the key holds lists. Anything else stays
    /// as it is written, which no key takes.
    fn as_set(&self, kind: Option<Kind>) -> String {
        let takes_lists = matches!(kind, Some(Kind::Sizes { .. } | Kind::Picks { .. }));
        match self {
            Self::List(items, written) if takes_lists && !items.is_empty() => {
                let items: Option<Vec<String>> = items.iter().map(Self::scalar).collect();
                items.map_or_else(|| (*written).to_owned(), |items| items.join(","))
            }
            _ => self.scalar().unwrap_or_else(|| self.written().to_owned()),
        }
    }
}

/// Reads from left to right; every complaint says in which line and column.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Json<'a>, Error> {
        self.space();
        if self.rest().is_empty() {
            return Err(Error::Request("it is empty".into()));
        }
        let whole = self.value(0)?;
        self.space();
        if self.rest().is_empty() { Ok(whole) } else { Err(self.complaint("something follows after its end")) }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn complaint(&self, what: &str) -> Error {
        let before = &self.text[..self.at];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Error::Request(format!("it is not JSON: {what} (line {line}, column {column})"))
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    /// Whether the next character is this one, which is then passed.
    fn pass(&mut self, c: char) -> bool {
        let next = self.rest().starts_with(c);
        self.at += if next { c.len_utf8() } else { 0 };
        next
    }

    fn value(&mut self, depth: usize) -> Result<Json<'a>, Error> {
        if depth > DEEPEST {
            return Err(self.complaint("too many lists and objects within each other"));
        }
        match self.rest().chars().next() {
            Some('{') => self.object(depth),
            Some('[') => self.list(depth),
            Some('"') => self.string().map(Json::Text),
            Some('-' | '0'..='9') => self.number(),
            _ => {
                let word = ["true", "false", "null"].into_iter().find(|word| self.rest().starts_with(word));
                let word = word.ok_or_else(|| self.complaint("a value is missing"))?;
                self.at += word.len();
                Ok(Json::Word(word))
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json<'a>, Error> {
        let mut fields: Vec<(String, Json)> = Vec::new();
        self.pass('{');
        self.space();
        if self.pass('}') {
            return Ok(Json::Object(fields));
        }
        loop {
            self.space();
            if !self.rest().starts_with('"') {
                return Err(self.complaint("a name in quotes is missing"));
            }
            let name = self.string()?;
            if fields.len() == MOST_NAMES {
                return Err(self.complaint(&format!("more than {MOST_NAMES} names in one object")));
            }
            if fields.iter().any(|(other, _)| *other == name) {
                return Err(Error::Request(format!("{} is given twice", quoted(&name))));
            }
            self.space();
            if !self.pass(':') {
                return Err(self.complaint("a colon is missing"));
            }
            self.space();
            fields.push((name, self.value(depth + 1)?));
            self.space();
            if self.pass('}') {
                return Ok(Json::Object(fields));
            }
            if !self.pass(',') {
                return Err(self.complaint("a comma or a closing brace is missing"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json<'a>, Error> {
        let start = self.at;
        let mut items = Vec::new();
        self.pass('[');
        self.space();
        if self.pass(']') {
            return Ok(Json::List(items, &self.text[start..self.at]));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            if self.pass(']') {
                return Ok(Json::List(items, &self.text[start..self.at]));
            }
            if !self.pass(',') {
                return Err(self.complaint("a comma or a closing bracket is missing"));
            }
        }
    }

    fn number(&mut self) -> Result<Json<'a>, Error> {
        let end =
            self.rest().find(|c| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9')).unwrap_or(self.rest().len());
        let written = &self.rest()[..end];
        // Numbers are read in all forms that JSON allows, and also as 01, 1. and .5.
        let digits = written.strip_prefix('-').unwrap_or(written);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits.split(['e', 'E']).next().unwrap_or(""), "0"));
        let good = (whole == "0" || !whole.starts_with('0')) && fraction.starts_with(|c: char| c.is_ascii_digit());
        let value = decimal::read(written).filter(|_| good && digits.starts_with(|c: char| c.is_ascii_digit()));
        let value = value.ok_or_else(|| self.complaint("a number is written in another way"))?;
        self.at += end;
        Ok(Json::Number(value, written))
    }

    fn string(&mut self) -> Result<String, Error> {
        let mut out = String::new();
        self.pass('"');
        loop {
            let Some(c) = self.rest().chars().next() else { return Err(self.complaint("a closing quote is missing")) };
            if c.is_control() && c < ' ' {
                return Err(self.complaint("a line break or another control character is in quotes"));
            }
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => out.push(self.escape()?),
                c => out.push(c),
            }
        }
    }

    /// The character that is meant by what follows a backslash.
    fn escape(&mut self) -> Result<char, Error> {
        let Some(c) = self.rest().chars().next() else { return Err(self.complaint("a closing quote is missing")) };
        let plain = match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                self.at += 1;
                let first = self.unit()?;
                // Two units of UTF-16 are one character where the first says so.
                let mut units = vec![first];
                if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
                    self.at += 2;
                    units.push(self.unit()?);
                }
                return Ok(char::decode_utf16(units)
                    .next()
                    .and_then(Result::ok)
                    .unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            _ => return Err(self.complaint("a backslash stands before something else")),
        };
        self.at += c.len_utf8();
        Ok(plain)
    }

    fn unit(&mut self) -> Result<u16, Error> {
        let digits = self.rest().get(..4).filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.complaint("four hexadecimal digits are missing"))?;
        self.at += 4;
        Ok(unit)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contract::tree::Tree;

    fn refusal(text: &str) -> String {
        Request::read(text).unwrap_err().to_string()
    }

    /// A config with one value, as JSON.
    fn with(key: &str, value: &str) -> Result<Request, Error> {
        Request::read(&format!(r#"{{"figure": "double-descent", "config": {{"{key}": {value}}}}}"#))
    }

    #[test]
    fn a_misspelt_field_is_refused_and_does_not_run_the_default() {
        for field in ["confg", "Config", "figures", "presets", "draws", "n"] {
            let text = format!(r#"{{"figure": "double-descent", "{field}": {{"draws": 3}}}}"#);
            assert_eq!(refusal(&text), format!("there is no field named {field}; known: figure, preset, config"));
        }
    }

    #[test]
    fn a_name_that_is_given_twice_is_refused_wherever_it_is() {
        assert!(refusal(r#"{"figure": "traps", "figure": "split"}"#).ends_with("figure is given twice"));
        assert!(
            refusal(r#"{"figure": "split", "config": {"seed": 1, "se\u0065d": 1}}"#).ends_with("seed is given twice")
        );
    }

    #[test]
    fn a_list_within_a_list_or_for_a_key_that_holds_no_list_is_refused() {
        for (key, value) in
            [("sizes", "[[1]]"), ("sizes", "[1, [2]]"), ("n", "[15]"), ("n", "[[15]]"), ("sizes", "[null]")]
        {
            let message = with(key, value).unwrap_err().to_string();
            assert!(
                message.starts_with(&format!("{key} must be ")) && message.ends_with(&format!("got {value}")),
                "{message}"
            );
        }
        for value in ["null", "true", "{}", "[]", r#""""#] {
            assert_eq!(with("n", value).unwrap_err().key(), Some("n"), "{value}");
        }
    }

    #[test]
    fn numbers_lists_and_text_are_read_alike() {
        let read = |value: &str| with("sizes", value).unwrap().config.tree().get("sizes").unwrap().clone();
        let sizes = Tree::Numbers(vec![1.0, 2.0, 300.0]);
        for value in ["[1, 2, 300]", "[1.0, 2e0, 3E+2]", r#"["1", 2, 300]"#, r#""1, 2,300""#, "\t[ 1\n,2 ,300 ]\r\n"] {
            assert_eq!(read(value), sizes, "{value}");
        }
        assert_eq!(with("noise", "25e-2").unwrap().config.number("noise"), 0.25);
        assert_eq!(with("n", "\"\\u0031\\u0035\"").unwrap().config.count("n"), 15);
        for (value, got) in
            [("1e999", "1e999"), ("-0.5", "-0.5"), ("1e-300", "1e-300"), ("123456789012345678", "123456789012345678")]
        {
            let message = with("n", value).unwrap_err().to_string();
            assert!(message.ends_with(&format!("got {got}")), "{message}");
        }
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        for (text, says) in [
            ("", "it is empty"),
            ("\u{feff} \n", "it is empty"),
            ("[]", "it must be an object such as {\"figure\": \"double-descent\"}"),
            ("3", "it must be an object"),
            ("null", "it must be an object"),
            ("{", "a name in quotes is missing (line 1, column 2)"),
            ("{}", "figure is missing"),
            ("{}}", "something follows after its end (line 1, column 3)"),
            ("{\"figure\":\n \"traps\",}", "a name in quotes is missing (line 2, column 10)"),
            ("{figure: 1}", "a name in quotes is missing"),
            ("{\"figure\" \"traps\"}", "a colon is missing"),
            ("{\"figure\": \"traps}", "a closing quote is missing"),
            ("{\"figure\": \"tr\naps\"}", "another control character"),
            ("{\"figure\": \"\\x\"}", "a backslash"),
            ("{\"figure\": \"\\u12\"}", "four hexadecimal digits"),
            ("{\"figure\": 3}", "figure must be text, got 3"),
            ("{\"figure\": \"traps\", \"config\": 3}", "config must be an object, got 3"),
            ("{\"figure\": \"traps\", \"config\": [3]}", "config must be an object, got [3]"),
            ("{\"figure\": \"traps\", \"config\": {\"seed\": 01}}", "a number is written in another way"),
            ("{\"figure\": \"traps\", \"config\": {\"seed\": 1.}}", "a number is written in another way"),
            ("{\"figure\": \"traps\", \"config\": {\"seed\": -.5}}", "a number is written in another way"),
            ("{\"figure\": \"traps\", \"config\": {\"seed\": NaN}}", "a value is missing"),
            (&"[".repeat(100_000), "too many lists and objects within each other"),
        ] {
            let message = refusal(text);
            assert!(
                message.starts_with("the request could not be read: ") && message.contains(says),
                "{text:.40}: {message}"
            );
        }
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        assert!(Request::read("\u{feff}{\"figure\": \"traps\"}").is_ok());
    }

    #[test]
    fn what_a_result_or_a_resolved_request_says_beside_is_passed_over() {
        let text = r#"{"figure": "traps", "preset": null, "version": "1", "config": {"runs": 3}, "summary": {"a": null},
            "series": [{"name": "x", "values": [1, null]}], "verdict": {"holds": true, "text": "\ud83d\ude00"}, "notes": [], "cost": {}}"#;
        assert_eq!(Request::read(text).unwrap().config.count("runs"), 3);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_every_refusal_is_short(text in r#"(\{|\}|\[|\]|:|,|"|\\|u|0|1|-|\.|e|é|n|null|true|"figure"|"traps"|"config"|"n"| |\n){0,40}"#) {
            if let Err(error) = Request::read(&text) {
                prop_assert!(error.to_string().chars().count() <= alleyway::error::LONGEST);
            }
        }
    }
}
