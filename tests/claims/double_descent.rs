//! Rules of `double-descent`: the losses of every training set, compared set by set.

use alleyway::experiment::Frames;

use crate::case::Case;
use crate::prose::Prose;
use crate::statistics::median;

const CURVES: &str = "double-descent: the curves are the medians of the training sets";
const FEW: &str = "double-descent: no verdict from fewer than nine training sets";
const WINS: &str = "double-descent: it holds where bigger wins by the medians, by the count, and over the baseline";
const LOSES: &str = "double-descent: it fails where something that the claim says is not so";
const COUNT: &str = "double-descent: as many training sets are won as are told";
const PEAK: &str = "double-descent: a peak is higher than both its sides, and no peak is told only where none is";
const NUMBERS: &str = "double-descent: numbers of the sentence are those of the curves";

/// With fewer training sets no verdict: the interval of a median of eight is all of them.
const FEWEST: usize = 9;

/// The test losses of every training set: draw, then size.
pub struct Losses {
    pub sizes: Vec<usize>,
    pub test: Vec<Vec<f64>>,
}

impl Losses {
    /// How many numbers of each size a part begins with: the training loss, the test loss, and others. It is found by the medians
    /// that must come out.
    pub fn layout(frames: &Frames, parts: &[Vec<f64>]) -> Option<usize> {
        let (train, test) = (frames.series("train_loss_median"), frames.series("test_loss_median"));
        let column = |each: usize, at: usize, size: usize| parts.iter().map(move |part| part[size * each + at]);
        let same = |a: f64, b: f64| a == b || (a - b).abs() <= 1e-12 * b.abs() || (a.is_nan() && b.is_nan());
        let fits = |each: usize| {
            parts.iter().all(|part| part.len() >= each * test.len())
                && (0..test.len()).all(|size| {
                    same(median(column(each, 0, size)), train[size]) && same(median(column(each, 1, size)), test[size])
                })
        };
        (8..40).find(|each| fits(*each))
    }

    fn of(case: &Case) -> Option<Self> {
        let sizes: Vec<usize> = case.frames.series("size").iter().map(|size| *size as usize).collect();
        let each = Self::layout(case.frames, case.parts)?;
        let of_draw = |part: &Vec<f64>| (0..sizes.len()).map(|size| part[size * each + 1]).collect();
        Some(Self { test: case.parts.iter().map(of_draw).collect(), sizes })
    }
}

pub fn rules(case: &mut Case, prose: &Prose) {
    if case.parts.is_empty() {
        return;
    }
    let losses = Losses::of(case);
    case.rule(CURVES, losses.is_some(), || "no layout of the parts gives these medians".into());
    let Some(Losses { sizes, test }) = losses else { return };
    let frames = case.frames;
    let draws = test.len();
    let n = case.config.count("n");
    let fits = (draws * sizes.len()) as f64;
    case.means(prose, "values under {} of the largest", &[1e-10]);
    for found in prose.find("{} of {} fits were").into_iter().chain(prose.find("{} of {} trainings diverged")) {
        case.rule(NUMBERS, found[1].tells(fits), || format!("{fits} fits"));
    }
    let medians: Vec<f64> = (0..sizes.len()).map(|size| median(test.iter().map(|draw| draw[size]))).collect();
    let last = sizes.len() - 1;
    let small: Vec<usize> = (0..sizes.len()).filter(|size| sizes[*size] < n && medians[*size].is_finite()).collect();
    let best = small.iter().copied().min_by(|a, b| medians[*a].total_cmp(&medians[*b]));
    let Some(best) = best.filter(|_| sizes[last] > n) else {
        case.rule(FEW, case.holds().is_none(), || "there is nothing to compare".into());
        return;
    };
    let won = test.iter().filter(|draw| draw[last] < draw[best]).count();
    let lost = test.iter().filter(|draw| draw[last] > draw[best]).count();
    let peak = (best + 1..last).max_by(|a, b| medians[*a].total_cmp(&medians[*b]));
    let sides = medians[best].max(medians[last]);
    let baseline = frames.series("baseline").last().copied().unwrap_or(f64::INFINITY);
    let told = format!(
        "best {} of {}, largest {}, won {won} and lost {lost} of {draws}, baseline {baseline}, peak {:?}",
        medians[best],
        sizes[best],
        medians[last],
        peak.map(|peak| (sizes[peak], medians[peak]))
    );
    if case.holds().is_some() {
        case.rule(FEW, draws >= FEWEST, || told.clone());
    }
    let is_peak = peak.is_some_and(|peak| medians[peak] > sides);
    match case.holds() {
        Some(true) => {
            let wins = medians[last] < medians[best] && won > lost && medians[last] < baseline && is_peak;
            case.rule(WINS, wins, || told.clone());
        }
        Some(false) => {
            // Not everything may be clearly so: three in four of many draws, a peak of twice its sides, half of the baseline.
            let clear = draws >= 20 && won * 4 >= 3 * draws && medians[last] < 0.5 * baseline;
            let clear =
                clear && medians[last] < 0.9 * medians[best] && peak.is_some_and(|peak| medians[peak] > 3.0 * sides);
            case.rule(LOSES, !clear, || told.clone());
        }
        None => {}
    }
    if prose.has("there is no peak") {
        case.rule(PEAK, peak.is_none_or(|peak| !(medians[peak] > 1.5 * sides)), || told.clone());
    }
    if prose.has("times as high") {
        case.rule(PEAK, is_peak, || told.clone());
    }
    let at = |name: &'static str| (name, frames.summary(name));
    let mut say = |clause: &str, values: &[(&'static str, f64)]| case.clause(prose, NUMBERS, clause, values);
    say(
        "The best small model ({} parameter{s}) has a test loss of {}",
        &[("best size", sizes[best] as f64), ("best", medians[best])],
    );
    if let Some(peak) = peak {
        say(
            "At {}, as many as there are points, it is {} times",
            &[("peak size", sizes[peak] as f64), ("ratio", medians[peak] / medians[best])],
        );
        say("At {} it is {} times", &[("peak size", sizes[peak] as f64), ("ratio", medians[peak] / medians[best])]);
    }
    say("has a test loss of {}", &[at("best_small_loss")]);
    let share = frames.summary("share_large_beats_small") * draws as f64;
    for clause in ["won in {} of {} training sets", "model in {} of {} training sets"] {
        for found in prose.find(clause) {
            let right = found[1].counts(draws) && found[0].tells(share.round());
            case.rule(COUNT, right, || format!("{} of {}: {told}", found[0].text, found[1].text));
        }
    }
}
