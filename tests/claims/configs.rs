//! Random configs of every figure: drawn from the catalogue alone, with more weight on borders, small numbers and the
//! neighbourhood of presets than a uniform draw would give them.

use alleyway::Error;
use alleyway::seed::{Purpose, Stream};
use alleyway_lab::Request;
use alleyway_lab::contract::config::{Config, Figure, Key, Kind, Preset};

/// A config as it would be asked for on the command line.
#[derive(Debug, Clone)]
pub struct Asked {
    pub figure: &'static Figure,
    pub preset: Option<&'static str>,
    pub sets: Vec<(&'static str, String)>,
    /// What the command line cannot tell: that the runs are made up.
    pub remark: String,
}

impl Asked {
    /// The command line that runs it.
    pub fn line(&self) -> String {
        let preset = self.preset.map_or_else(String::new, |name| format!(" --preset {name}"));
        let sets: String = self.sets.iter().map(|(key, value)| format!(" --set {key}={value}")).collect();
        format!("alleyway run {}{preset}{sets}{}", self.figure.name, self.remark)
    }

    /// The request, or its refusal.
    pub fn request(&self) -> Result<Request, Error> {
        let request = Request::new(self.figure.name, self.preset)?;
        self.sets.iter().try_fold(request, |request, (key, value)| request.with(key, value))
    }

    /// The values as far as they are of their kinds.
    fn config(&self) -> Config {
        let mut config = Config::of(self.figure, self.preset).expect("a preset of the catalogue");
        for (key, value) in &self.sets {
            config.set(key, value).expect("a value within its range");
        }
        config
    }

    fn set(&mut self, key: &'static str, value: String) {
        self.sets.retain(|(own, _)| *own != key);
        self.sets.push((key, value));
    }
}

/// A source of choices.
pub struct Dice(Stream);

impl Dice {
    pub fn new(seed: u64, number: usize) -> Self {
        Self(Stream::new(seed, Purpose::Test, number))
    }

    pub fn uniform(&mut self) -> f64 {
        self.0.uniform()
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// A whole number from `low` to `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.uniform() * (high - low + 1) as f64) as i64
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.between(0, of.len() as i64 - 1) as usize]
    }

    pub fn normal(&mut self) -> f64 {
        self.0.normal()
    }

    /// A number from a range, with weight on its ends, on what a slider offers, and on powers.
    fn number(&mut self, (min, max): (f64, f64), key: &Key) -> f64 {
        let slider = key.slider.map(|slider| (slider.from.max(min), slider.to.min(max), slider.log));
        let drawn = match (self.uniform(), slider) {
            (..0.06, _) => min,
            (..0.10, _) => max,
            (..0.16, _) => 0.0,
            (..0.22, _) => 1.0,
            (..0.80, Some((from, to, true))) if from > 0.0 => from * (to / from).powf(self.uniform()),
            (..0.80, Some((from, to, _))) => from + (to - from) * self.uniform(),
            (..0.90, _) if min >= 0.0 => {
                let least = min.max(1e-6);
                least * (max / least).powf(self.uniform())
            }
            _ => min + (max - min) * self.uniform(),
        };
        // Rounded inwards, so that it stays in its range.
        let short: f64 = format!("{drawn:.2e}").parse().expect("a number");
        short.clamp(min, max)
    }

    fn whole(&mut self, (min, max): (f64, f64), key: &Key) -> i64 {
        if self.happens(0.2) {
            return self.between(min as i64, (min as i64 + 3).min(max as i64));
        }
        self.number((min, max), key).round().clamp(min, max) as i64
    }

    /// A value of a key.
    pub fn value(&mut self, key: &Key) -> String {
        match key.kind {
            Kind::Integer { min, max } => self.whole((min as f64, max as f64), key).to_string(),
            Kind::Number { min, max } => self.number((min, max), key).to_string(),
            Kind::Choice(words) => self.pick(words).to_owned(),
            Kind::Auto { .. } if self.happens(0.4) => "auto".into(),
            Kind::Auto { min, max, whole: true, .. } => self.whole((min, max), key).to_string(),
            Kind::Auto { min, max, .. } => self.number((min, max), key).to_string(),
            Kind::Picks { min, max, whole } => {
                let count = self.pick(&[1, 1, 1, 2, 3]);
                let one = |dice: &mut Self| match (dice.happens(0.4), whole) {
                    (true, _) => "best".to_owned(),
                    (_, true) => dice.whole((min, max.min(min + 4.0)), key).to_string(),
                    // What is said of a split turns on 0, 1/2 and 1.
                    (_, false) if dice.happens(0.4) => dice.pick(&["0", "1", "0.5", "1.5", "-0.5"]).to_owned(),
                    (_, false) => dice.number((min, max), key).to_string(),
                };
                (0..count).map(|_| one(self)).collect::<Vec<_>>().join(",")
            }
            Kind::Sizes { max } => {
                if self.happens(0.5) {
                    let largest = (max as f64).powf(self.uniform()).ceil() as usize;
                    return format!("auto:{}", largest.clamp(1, max));
                }
                let mut sizes: Vec<usize> = (0..self.between(1, 12))
                    .map(|_| ((max as f64).powf(self.uniform()).ceil() as usize).clamp(1, max))
                    .collect();
                sizes.sort_unstable();
                sizes.dedup();
                sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
            }
        }
    }

    /// A config of a figure, anywhere in its ranges.
    pub fn config(&mut self, figure: &'static Figure) -> Asked {
        let names: Vec<&Preset> = figure.presets.iter().collect();
        let preset = self.happens(0.5).then(|| self.pick(&names).name);
        // Near a preset a few keys change, elsewhere about half of them.
        let changed = if preset.is_some() { 0.2 } else { 0.55 };
        let mut asked = Asked { figure, preset, sets: Vec::new(), remark: String::new() };
        for key in figure.keys {
            if self.happens(changed) {
                let value = self.value(key);
                asked.set(key.name, value);
            }
        }
        asked
    }

    /// The same, brought down to what takes a fraction of a second.
    pub fn small_config(&mut self, figure: &'static Figure) -> Asked {
        let mut asked = self.config(figure);
        let config = asked.config();
        let word = |key: &str| config.word(key);
        let mut caps: Vec<(&'static str, i64, i64)> = Vec::new();
        match figure.name {
            "double-descent" => match (word("features"), word("target")) {
                ("network", _) => {
                    let (steps, largest) = if word("optimiser") == "lm" { (10, 80) } else { (120, 160) };
                    caps.extend([("n", 2, 30), ("dim", 2, 6), ("steps", 1, steps), ("draws", 1, 14)]);
                    self.sizes(&mut asked, largest, true);
                }
                (_, "digits") => {
                    caps.extend([("n", 2, 50), ("draws", 1, 10)]);
                    self.sizes(&mut asked, 120, false);
                }
                _ => {
                    caps.extend([("n", 2, 30), ("draws", 1, 30), ("dim", 2, 30), ("factors", 1, 20)]);
                    self.sizes(&mut asked, 150, false);
                }
            },
            "least-norm" => caps.extend([("parameters", 1, 120), ("steps", 1, 20_000)]),
            "split" => {
                // Later splits of the bumps take a second each.
                let splits = self.pick(&[1, 1, 1, 3]);
                caps.push(("splits", 0, splits));
                if word("network") == "relu" {
                    // With neurons to spare a trap takes thousands of starts to find, unless they all diverge at once.
                    let fast = config.number("rate") >= 1.2;
                    caps.extend([("teacher", 8, 11), ("extra", 0, if fast { 2 } else { 0 })]);
                    if config.number("rate") < 0.05 {
                        asked.set("rate", "0.1".into());
                    }
                }
            }
            "traps" => match word("sweep") {
                "none" => {
                    // Near the threshold of divergence runs are slow as well.
                    let slow = config.number("rate") < 0.03;
                    caps.extend([("teacher", 6, 11), ("runs", 1, if slow { 2 } else { 24 })]);
                }
                "teacher" => {
                    let slow = config.number("rate") < 0.03;
                    caps.extend([("teacher", 6, 8), ("runs", 1, if slow { 1 } else { 7 })]);
                }
                // Seven networks, the wide ones slow: the counts are invented elsewhere.
                _ => caps.push(("runs", 1, 1)),
            },
            "landscape" => {
                caps.extend([("width", 1, 12), ("beside", 0, 14), ("resolution", 5, 9), ("steps", 1, 2_500)]);
                caps.extend([("n", 2, 25), ("dim", 2, 4)]);
                if word("optimiser") == "lm" {
                    caps.push(("steps", 1, 100));
                }
            }
            "memorise" => match word("task") {
                "ring" | "hyperbola" => caps.push(("steps", 1, 4_000)),
                "sparse" => caps.push(("steps", 150, 20_000)),
                "product" => caps.extend([("steps", 150, 900), ("width", 1, 24)]),
                _ => {
                    caps.extend([("modulus", 5, 8), ("width", 1, 24), ("steps", 50, 500)]);
                    caps.extend([("widen", 0, 30), ("further", 1, 300)]);
                    if config.count("widen") > 0 && self.happens(0.6) {
                        // Long enough to be seen to stand still, and few enough numbers for that to be quick.
                        for (key, low, high) in [("steps", 1_000, 1_800), ("width", 6, 14), ("modulus", 5, 6)] {
                            let value = self.between(low, high);
                            asked.set(key, value.to_string());
                        }
                        for (key, value) in [("rate", "auto"), ("scale", "1"), ("penalty", "auto"), ("noise", "0")] {
                            asked.set(key, value.into());
                        }
                        caps.retain(|(key, ..)| *key != "steps");
                    }
                }
            },
            _ => {}
        }
        for (key, low, high) in caps {
            let known = figure.keys.iter().find(|k| k.name == key).expect("a key of the figure");
            let held = asked.config();
            let fits = match known.kind {
                Kind::Integer { .. } => (0..=high).contains(&(held.count(key) as i64)),
                // `auto` is mostly more than the cap.
                _ => matches!(held.get(key), alleyway_lab::contract::config::Value::Number(v) if *v <= high as f64),
            };
            // What is under the least that makes sense is left as a case of its own, now and then.
            let low = if self.happens(0.1) { 1.min(high) } else { low };
            if !fits {
                let least = match known.kind {
                    Kind::Integer { min, .. } => min,
                    _ => 1,
                };
                let value = self.between(low.max(least), high);
                asked.set(key, value.to_string());
            }
        }
        asked
    }

    /// Sizes up to `largest`, most of them a sweep that goes beyond n.
    fn sizes(&mut self, asked: &mut Asked, largest: usize, network: bool) {
        let text = if network || self.happens(0.6) {
            format!("auto:{}", self.between(largest as i64 / 2, largest as i64))
        } else {
            let mut sizes: Vec<i64> = (0..self.between(1, 12)).map(|_| self.between(1, largest as i64)).collect();
            if self.happens(0.4) {
                sizes.push(asked.config().count("n") as i64);
            }
            sizes.sort_unstable();
            sizes.dedup();
            sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        };
        asked.set("sizes", text);
    }
}
