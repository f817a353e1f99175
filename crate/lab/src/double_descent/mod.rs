//! Loss against the number of parameters: it falls, peaks where there are as many parameters as points, and falls again.
//!
//! A piece is one training set (a *draw*): every size of the sweep is fitted to it by least squares, of minimum norm
//! beyond the threshold, and evaluated on points that it has not seen. See [`FIGURE`] for the keys and the series.

mod cost;
mod draw;
mod fitting;
mod keys;
mod metric;
mod network;
mod plan;
mod points;
mod quantities;
mod report;
mod sweep;
mod task;
mod verdict;
mod views;

use std::ops::Range;
use std::rc::Rc;

use crate::contract::config::{Config, Figure, Value};
use crate::contract::cost::Cost;
use crate::contract::{Experiment, Frames, Task, parts};
use alleyway::error::Error;

use report::Report;
use task::Setting;

/// The figure.
pub static FIGURE: Figure = Figure {
    name: "double-descent",
    title: "The curve that should not exist",
    claim: "As a model grows past the number of its data points its test loss peaks, and then falls below that of the best \
            small model.",
    keys: keys::KEYS,
    presets: keys::PRESETS,
    series: quantities::SERIES,
    summary: quantities::number::SUMMARY,
    views: views::VIEWS,
    codes: &[],
    constants: &[],
};

/// Open a config.
///
/// # Errors
/// [`Error::Value`] where values do not go together.
pub fn open(config: Config) -> Result<Box<dyn Experiment>, Error> {
    Ok(Box::new(DoubleDescent::open(config)?))
}

/// Numbers of one part at most: 128 MB. A page's memory has no room for the parts of 400 training sets with 200 sizes near 5,000 at
/// once; taken one by one they fit.
const MOST_NUMBERS: usize = 1 << 24;

/// An opened sweep.
pub struct DoubleDescent {
    config: Config,
    setting: Rc<Setting>,
    report: Report,
    models: views::KeptModels,
}

impl DoubleDescent {
    /// Open a config.
    ///
    /// # Errors
    /// [`Error::Value`] where features and target do not go together or there are too few rows for n.
    pub fn open(mut config: Config) -> Result<Self, Error> {
        let n = config.count("n");
        if let Value::AutoSizes(largest) = config.get("sizes") {
            let sizes = match config.word("features") {
                "network" => network::sizes(&config, *largest)?,
                _ => auto_sizes(n, *largest),
            };
            config.replace("sizes", Value::Sizes(sizes));
        }
        let setting = Rc::new(Setting::new(&config)?);
        let report = Report::new(setting.clone());
        Ok(Self { config, setting, report, models: views::KeptModels::default() })
    }
}

impl Experiment for DoubleDescent {
    fn config(&self) -> &Config {
        &self.config
    }

    fn pieces(&self) -> usize {
        self.setting.draws
    }

    fn start(&self, pieces: Range<usize>) -> Result<Box<dyn Task>, Error> {
        self.setting.ready()?;
        let most = MOST_NUMBERS / metric::part_length(&self.setting);
        if pieces.len() > most {
            let allowed = format!("at most {most} with sizes such as these, so that their part can be kept in memory");
            return Err(Error::Value { key: "count".into(), value: pieces.len().to_string(), allowed });
        }
        Ok(Box::new(sweep::Sweep::new(self.setting.clone(), pieces)))
    }

    fn view(&self, name: &str, args: &[f64]) -> Result<Box<dyn Task>, Error> {
        views::open(&self.setting, &self.models, name, args)
    }

    fn cost(&self) -> Cost {
        cost::cost(&self.setting)
    }

    fn accept(&mut self, pieces: Range<usize>, part: &[f64]) -> Result<(), Error> {
        parts::length(part, pieces.len() * metric::part_length(&self.setting))?;
        self.report.accept(pieces, part);
        Ok(())
    }

    fn frames(&self) -> Frames {
        self.report.frames()
    }
}

/// About 26 sizes from 1 to `largest`, close together near n, where the curve is steep: for a small n every size up to
/// n + 3, and multiples of n elsewhere.
fn auto_sizes(n: usize, largest: usize) -> Vec<usize> {
    const BELOW: [f64; 13] = [0.02, 0.04, 1.0 / 15.0, 0.1, 2.0 / 15.0, 0.2, 1.0 / 3.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
    const ABOVE: [f64; 14] = [1.0, 1.05, 1.1, 1.2, 1.3, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0, 15.0, 20.0, 30.0];
    const ABOVE_SMALL: [f64; 8] = [4.0 / 3.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0];
    const SMALL: usize = 24;
    let times = |factor: &f64| (factor * n as f64).round() as usize;
    let candidates: Vec<usize> = if n <= SMALL {
        (1..=n + 3).chain(ABOVE_SMALL.iter().map(times)).collect()
    } else {
        BELOW.iter().chain(&ABOVE).map(times).collect()
    };
    let mut sizes = Vec::with_capacity(candidates.len() + 1);
    for size in candidates.into_iter().chain([largest]) {
        if size <= largest && sizes.last().is_none_or(|last| size > *last) && size > 0 {
            sizes.push(size);
        }
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automatic_sizes_ascend_and_hold_the_threshold_and_the_largest() {
        for (n, largest) in [(2, 1), (2, 300), (15, 300), (12, 300), (20, 1000), (50, 400), (150, 3000), (500, 5000)] {
            let sizes = auto_sizes(n, largest);
            assert!(sizes.windows(2).all(|w| w[0] < w[1]) && sizes[0] >= 1);
            assert_eq!(sizes.last(), Some(&largest));
            assert!(n > largest || sizes.contains(&n));
            assert!(sizes.len() <= 40, "{}", sizes.len());
        }
        assert_eq!(auto_sizes(15, 300).len(), 26);
    }
}
