//! The series of a result as tables of text: one table an axis, as a spreadsheet or a data frame holds them.
//!
//! A table has the name of its axis, `size` or `moment,grid`, and its first columns are the places along it. Where a series has the
//! name of an axis its values are the places; where none has, they are numbered from 0, and so rows of two tables that share an axis
//! can be joined. The other columns are the series in the order of the result, each under its name. A cell is empty where there is no
//! value.

use alleyway::error::{Error, quoted};

use super::frames::Series;

/// How numbers are written and fields parted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// A decimal point, and commas between fields.
    #[default]
    Point,
    /// A decimal comma, and semicolons between fields: what spreadsheets expect where numbers are written so.
    Comma,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 2] = [Self::Point, Self::Comma];
    /// Their names.
    pub const NAMES: [&'static str; 2] = ["point", "comma"];

    /// Text with points and commas in this form.
    fn of(self, text: String) -> String {
        match self {
            Self::Point => text,
            Self::Comma => text
                .chars()
                .map(|one| match one {
                    ',' => ';',
                    '.' => ',',
                    other => other,
                })
                .collect(),
        }
    }
}

/// How a finite number is written, with a point: whoever writes the other numbers of a result knows.
pub type Write = fn(f64) -> String;

/// The names of the tables of a result, in the order in which their series begin.
#[must_use]
pub fn tables(series: &[Series]) -> Vec<&'static str> {
    let mut names = Vec::new();
    series.iter().filter(|one| !one.values.is_empty()).for_each(|one| add(&mut names, one.axis));
    names
}

/// A name behind others, unless it is among them.
pub fn add(names: &mut Vec<&'static str>, name: &'static str) {
    if !names.contains(&name) {
        names.push(name);
    }
}

/// One table, or all of them with an empty line between.
///
/// # Errors
/// [`Error::Unknown`] where there is no table of that name.
pub fn csv(series: &[Series], table: Option<&str>, form: Form, write: Write) -> Result<String, Error> {
    let names = tables(series);
    let mut out = String::new();
    for name in &names {
        if table.is_none_or(|table| table == *name) {
            if !out.is_empty() {
                out.push('\n');
            }
            lay_out(&mut out, series, name, write);
        }
    }
    match table {
        Some(table) if out.is_empty() => Err(unknown(table, &names)),
        _ => Ok(form.of(out)),
    }
}

/// The refusal of a table, with the names that there are.
#[must_use]
pub fn unknown(table: &str, names: &[&str]) -> Error {
    Error::Unknown { what: "table", name: quoted(table), known: names.join(" ") }
}

/// No name of a series or an axis needs quotes, and no number: the tests of the lab see to it.
fn lay_out(out: &mut String, series: &[Series], name: &str, write: Write) {
    let (first, last) = name.split_once(',').unwrap_or((name, ""));
    // A series over one axis has one place in a row.
    let width = |one: &Series| one.places.max(1);
    let mut columns: Vec<&Series> = Vec::new();
    let (mut rows, mut places) = (0, 1);
    // The places of an axis, where a series has its name.
    let mut leads = [None; 2];
    for one in series {
        if one.axis == name {
            rows = rows.max(one.values.len() / width(one));
            places = places.max(width(one));
            // What leads is not given twice.
            if one.name != name {
                columns.push(one);
            }
        }
        for (lead, axis) in leads.iter_mut().zip([first, last]) {
            if one.name == axis && one.axis == axis {
                *lead = Some(one);
            }
        }
    }
    out.push_str(name);
    for one in &columns {
        out.push(',');
        out.push_str(one.name);
    }
    out.push('\n');
    for cell in 0..rows * places {
        let at = [cell / places, cell % places];
        let before = out.len();
        for (axis, lead) in leads.iter().enumerate().take(if last.is_empty() { 1 } else { 2 }) {
            if axis > 0 {
                out.push(',');
            }
            let value = lead.and_then(|lead| lead.values.get(at[axis])).copied();
            out.push_str(&write(value.unwrap_or(at[axis] as f64)));
        }
        let mut any = last.is_empty();
        for one in &columns {
            out.push(',');
            let value = if at[1] < width(one) { one.values.get(at[0] * width(one) + at[1]) } else { None };
            any |= value.is_some();
            if let Some(value) = value.filter(|value| value.is_finite()) {
                out.push_str(&write(*value));
            }
        }
        // A row that only a wider series would have.
        if any { out.push('\n') } else { out.truncate(before) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(value: f64) -> String {
        format!("{value}")
    }

    fn series(name: &'static str, axis: &'static str, values: &[f64]) -> Series {
        Series { name, unit: "", axis, places: 0, values: values.to_vec() }
    }

    fn some() -> Vec<Series> {
        vec![
            series("loss", "size", &[0.5, f64::NAN, 0.001]),
            series("size", "size", &[1.0, 10.0, 100.0]),
            series("step", "moment", &[0.0, 8.0]),
            series("fit", "moment,size", &[1.0, 2.0, 3.0, -4.25, 5.0, -6.0]).in_rows(3),
            series("nothing", "empty", &[]),
        ]
    }

    #[test]
    fn every_axis_has_a_table_whose_first_columns_are_its_places() {
        assert_eq!(tables(&some()), ["size", "moment", "moment,size"]);
        assert_eq!(
            csv(&some(), None, Form::Point, plain).unwrap(),
            "size,loss\n1,0.5\n10,\n100,0.001\n\n\
             moment,step\n0,0\n1,8\n\n\
             moment,size,fit\n0,1,1\n0,10,2\n0,100,3\n1,1,-4.25\n1,10,5\n1,100,-6\n"
        );
    }

    #[test]
    fn one_table_may_be_asked_for_with_semicolons_and_decimal_commas() {
        assert_eq!(csv(&some(), Some("size"), Form::Comma, plain).unwrap(), "size;loss\n1;0,5\n10;\n100;0,001\n");
        let error = csv(&some(), Some("sise"), Form::Point, plain).unwrap_err().to_string();
        assert_eq!(error, "there is no table named sise; known: size moment moment,size");
        assert!(csv(&some(), Some("empty"), Form::Point, plain).is_err());
    }

    #[test]
    fn series_of_one_axis_may_be_of_different_lengths_and_widths() {
        let short = [series("a", "step", &[1.0]), series("b", "step", &[1.0, 2.0])];
        assert_eq!(csv(&short, None, Form::Point, plain).unwrap(), "step,a,b\n0,1,1\n1,,2\n");
        let pairs = series("pair", "step,weight", &[1.0, 2.0, 3.0, 4.0]).in_rows(2);
        let triple = series("triple", "step,weight", &[7.0, 8.0, 9.0]).in_rows(3);
        assert_eq!(
            csv(&[pairs, triple], None, Form::Point, plain).unwrap(),
            "step,weight,pair,triple\n0,0,1,7\n0,1,2,8\n0,2,,9\n1,0,3,\n1,1,4,\n"
        );
    }
}
