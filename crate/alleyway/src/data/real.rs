//! Two real data sets. The command line carries them; a page fetches them when they are asked for.

use std::sync::OnceLock;

use crate::decimal;
use crate::error::{Error, quoted};

/// A data set that the lab knows.
#[derive(Debug)]
pub struct Set {
    /// Its name, also the value of the key `target`.
    pub name: &'static str,
    /// Bytes that a page has to fetch for it.
    pub bytes: usize,
    /// Where it comes from: to be shown wherever the data are.
    pub source: &'static str,
    /// Number of rows.
    pub rows: usize,
    columns: usize,
    header: bool,
    loaded: OnceLock<Table>,
}

/// All of them.
pub static SETS: [Set; 2] = [
    Set {
        name: "digits",
        bytes: 57_523,
        source: "Handwritten digits: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, \
                 UCI Machine Learning Repository, test part, CC BY 4.0.",
        rows: 1_797,
        columns: 65,
        header: false,
        loaded: OnceLock::new(),
    },
    Set {
        name: "diabetes",
        bytes: 18_506,
        source: "Diabetes: 442 patients, ten variables, progression after one year; B. Efron, T. Hastie, I. Johnstone \
                 and R. Tibshirani (2004), Least Angle Regression, Annals of Statistics 32.",
        rows: 442,
        columns: 11,
        header: true,
        loaded: OnceLock::new(),
    },
];

/// A rectangle of numbers; the last column is what is to be predicted.
#[derive(Debug)]
pub struct Table {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    values: Vec<f64>,
}

impl Table {
    /// The inputs of a row.
    #[must_use]
    pub fn inputs(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns..(row + 1) * self.columns - 1]
    }

    /// The label of a row.
    #[must_use]
    pub fn label(&self, row: usize) -> f64 {
        self.values[(row + 1) * self.columns - 1]
    }
}

/// A data set by name, whether or not its rows have been provided.
///
/// # Errors
/// [`Error::Unknown`].
pub fn set(name: &str) -> Result<&'static Set, Error> {
    SETS.iter().find(|s| s.name == name).ok_or_else(|| Error::Unknown {
        what: "data set",
        name: quoted(name),
        known: "digits, diabetes".into(),
    })
}

/// Take in a data set as CSV. A second call with the same name changes nothing.
///
/// # Errors
/// [`Error::Unknown`] for a name that is not in [`SETS`], [`Error::Data`] where the bytes are not that table.
pub fn provide(name: &str, csv: &[u8]) -> Result<(), Error> {
    let set = set(name)?;
    let table = parse(set, csv)?;
    // Two threads may load the same bytes; the first wins and both are right.
    let _ = set.loaded.set(table);
    Ok(())
}

/// A data set that has been provided; on a machine of its own the crate carries both.
///
/// # Errors
/// [`Error::Missing`] in a browser before [`provide`], [`Error::Unknown`].
pub fn table(name: &str) -> Result<&'static Table, Error> {
    let set = set(name)?;
    #[cfg(not(target_arch = "wasm32"))]
    if set.loaded.get().is_none() {
        provide(set.name, &carried(set.name))?;
    }
    set.loaded.get().ok_or(Error::Missing { name: set.name })
}

#[cfg(not(target_arch = "wasm32"))]
fn carried(name: &str) -> Vec<u8> {
    use std::io::Read as _;
    if name == "diabetes" {
        return include_bytes!("../../data/diabetes.csv").to_vec();
    }
    let mut csv = Vec::new();
    flate2::read::GzDecoder::new(&include_bytes!("../../data/digits.csv.gz")[..])
        .read_to_end(&mut csv)
        .expect("the digits were compressed by gzip: tested");
    csv
}

/// Both tables are plain numbers between commas, nothing quoted; anything else in them is refused.
fn parse(set: &Set, csv: &[u8]) -> Result<Table, Error> {
    let fail = |reason: String| Error::Data { name: set.name.into(), reason };
    let text = std::str::from_utf8(csv).map_err(|_| fail("it is not text".into()))?;
    let mut values = Vec::with_capacity(set.rows * set.columns);
    let mut rows = 0;
    for line in text.lines().skip(usize::from(set.header)).filter(|line| !line.is_empty()) {
        rows += 1;
        let before = values.len();
        for cell in line.split(',') {
            let value = decimal::read(cell.trim()).filter(|value| value.is_finite());
            values.push(value.ok_or_else(|| {
                fail(format!("row {rows} holds {}, not a number", cell.chars().take(40).collect::<String>()))
            })?);
        }
        let columns = values.len() - before;
        if columns != set.columns {
            return Err(fail(format!("row {rows} has {columns} columns instead of {}", set.columns)));
        }
    }
    if rows != set.rows {
        return Err(fail(format!("{rows} rows instead of {}", set.rows)));
    }
    Ok(Table { rows, columns: set.columns, values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_are_the_published_ones() {
        let digits = table("digits").unwrap();
        assert_eq!((digits.rows, digits.columns), (1_797, 65));
        // The class sizes of the test part, from the data set's own description.
        let mut counts = [0; 10];
        (0..digits.rows).for_each(|r| counts[digits.label(r) as usize] += 1);
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        assert!((0..digits.rows).all(|r| digits.inputs(r).iter().all(|p| (0.0..=16.0).contains(p))));
    }

    #[test]
    fn the_diabetes_table_has_the_published_mean() {
        let diabetes = table("diabetes").unwrap();
        let mean = (0..442).map(|r| diabetes.label(r)).sum::<f64>() / 442.0;
        // 152.133 in Efron et al. (2004), the intercept of their models on centred inputs.
        assert!((mean - 152.133).abs() < 1e-3, "{mean}");
    }

    #[test]
    fn a_table_of_another_shape_is_refused_with_the_row() {
        let message = |csv: &str| parse(&SETS[1], csv.as_bytes()).unwrap_err().to_string();
        assert!(message("a,b\n1,2\n").contains("row 1 has 2 columns instead of 11"));
        assert!(message("h,h,h,h,h,h,h,h,h,h,h\n1,2,3,4,5,6,7,8,9,x,1\n").contains("row 1 holds x, not a number"));
        assert!(message("h\n").contains("0 rows instead of 442"));
        assert!(provide("iris", b"").unwrap_err().to_string().contains("no data set named iris"));
    }
}
