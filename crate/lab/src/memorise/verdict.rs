//! The sentence of a run of one seed.

use super::problem::{Kind, Setting};
use super::quantities::number as n;
use super::stage::{ANSWERED, FITTED, LEFT, Stage};
use crate::contract::quantity::Number;
use crate::contract::words::{Sentence, ZERO_LOSS, counted, given, grouped, loss, number};
use crate::contract::{Role, Verdict};

/// The numbers of a run by the names of the summary; NaN where there is none of that name.
pub type Summary<'a> = &'a dyn Fn(&Number) -> f64;

/// A step, or a number of steps.
fn step(value: f64) -> String {
    grouped(value as usize)
}

/// Of a run that goes on: where it stands.
pub fn so_far(setting: &Setting, at: f64, data: f64, test: f64) -> Verdict {
    let mut say = Sentence::default();
    say.plain(format!("Step {} of {}: the data loss is {}", step(at), grouped(setting.steps), loss(data)));
    if test.is_finite() {
        say.plain(", the test loss ");
        say.put(Role::Test, loss(test));
    }
    say.plain(".");
    say.verdict(None)
}

pub fn diverged(setting: &Setting, at: f64) -> Verdict {
    let mut say = Sentence::default();
    say.plain("In this run the training ");
    say.put(Role::Bad, "diverges");
    say.plain(format!(
        ": at a learning rate of {}, the data loss at step {} is over a million times what it was. A smaller rate, or a smaller \
         start, may help.",
        given(setting.rate),
        step(at)
    ));
    say.verdict(None)
}

/// The flattest place of the hyperbola's floor uv = 1 has u^2 + v^2 = 2, and no place of it has less.
const FLATTEST: f64 = 2.0;
/// What u^2 + v^2 may be, in the mean, near that place: over forty seeds it was 1.86 to 2.19.
const NEAR_FLATTEST: std::ops::Range<f64> = 1.5..3.0;

/// Noise, or a penalty, on the floor of a valley.
pub fn hyperbola(setting: &Setting, of: Summary) -> Verdict {
    let (start, end) = (of(&n::NORM_START), of(&n::NORM_END));
    let floor = given(FLATTEST);
    let after = counted(setting.steps, "step");
    let cannot_say = "whether more steps would lead there, this run cannot say.";
    let (holds, what) = if of(&n::STEP_TRAIN_BELOW_1E_2).is_nan() {
        let inside = end < FLATTEST;
        let nowhere = if inside { format!(", where it is nowhere under {floor}") } else { String::new() };
        let text = format!(": in {after} it never came to the floor{nowhere}");
        // From inside a penalty of lambda lets u v grow to 1 - lambda at most, where the data loss is lambda^2, and of 1 and more leads
        // to nought, noise or not. So does much noise, whatever the penalty: what it has shrunk to nothing it holds there. All else may
        // come there yet.
        let rests = setting.noise == 0.0 && setting.penalty * setting.penalty >= FITTED;
        let shrunk = end < ZERO_LOSS && end < start;
        if inside && (rests || shrunk || setting.penalty >= 1.0) {
            (Some(false), format!("{text}."))
        } else {
            (None, format!("{text}; {cannot_say}"))
        }
    } else if end < NEAR_FLATTEST.start {
        (Some(false), format!(": it has left the floor, where it is nowhere under {floor}."))
    } else if end > NEAR_FLATTEST.end {
        let text = format!(": in {after} it does not come to the flattest place of the floor, which has {floor}");
        let open = setting.noise > 0.0 || setting.penalty > 0.0;
        if open { (None, format!("{text}; {cannot_say}")) } else { (Some(false), format!("{text}.")) }
    } else if of(&n::DATA_END) >= ANSWERED {
        let data = loss(of(&n::DATA_END));
        (Some(false), format!(". It does not keep to the floor: the data loss has a mean of {data} over these steps."))
    } else if end < 0.5 * start {
        (Some(true), format!("; the flattest place of the floor has {floor}."))
    } else {
        (
            None,
            format!(
                ": it ends near the flattest place of the floor, which has {floor}; whether it roamed there along the floor, this \
                 run cannot say."
            ),
        )
    };
    let noise = if setting.noise > 0.0 { "label noise" } else { "no noise" };
    let penalty =
        if setting.penalty > 0.0 { format!("a penalty of {}", given(setting.penalty)) } else { "no penalty".into() };
    let mut say = Sentence::default();
    say.plain(format!("With {noise} and {penalty}, u\u{b2} + v\u{b2} goes from {} to ", number(start)));
    say.put(if holds == Some(true) { Role::Good } else { Role::Bad }, loss(end));
    say.plain(", the mean over the last tenth of the steps");
    say.plain(what);
    say.verdict(holds)
}

/// Whether the claim held in a run of any other task, `stage` being that of its last moment.
pub fn verdict(setting: &Setting, of: Summary, stage: Stage) -> Verdict {
    let mut say = Sentence::default();
    let fitted = of(&n::STEP_TRAIN_BELOW_1E_2);
    if fitted.is_nan() {
        say.plain(format!(
            "In this run the data are not fitted: the data loss is under {} at no step, and ends at ",
            given(FITTED)
        ));
        say.put(Role::Bad, loss(of(&n::DATA_G)));
        say.plain(". There is nothing memorised to drift from.");
        return say.verdict(None);
    }
    if of(&n::STEP_M).is_nan() {
        say.plain(format!(
            "At step {}, where the data loss is under {} for the first time, the test loss is {}: in this run ",
            step(fitted),
            given(FITTED),
            loss(of(&n::TEST_AT_FIT))
        ));
        say.put(Role::Bad, "nothing is memorised first");
        say.plain(format!(". The test loss ends at {}", loss(of(&n::TEST_G))));
        if of(&n::DATA_G) >= FITTED {
            say.plain(format!(", and the data loss at {}", loss(of(&n::DATA_G))));
        }
        say.plain(".");
        return say.verdict(Some(false));
    }
    say.plain(format!("The data loss is under {} at step {}, ", given(FITTED), step(fitted)));
    // New examples may have been answered before, for a moment.
    let still = if of(&n::STEP_TEST_BELOW_0_1) < of(&n::STEP_M) { "" } else { "still " };
    say.plain(if of(&n::STEP_M) == fitted {
        format!("where the test loss is {still}")
    } else {
        format!("and at step {} the test loss is {still}", step(of(&n::STEP_M)))
    });
    say.put(Role::Bad, loss(of(&n::TEST_M)));
    if stage == Stage::Generalises {
        return generalises(say, setting, of);
    }
    if of(&n::DATA_G) >= ANSWERED {
        say.plain(". Then the data are lost again: the data loss, which was ");
        say.plain(format!("{} at step {}, ends at ", loss(of(&n::LOWEST_DATA)), step(of(&n::STEP_LOWEST_DATA))));
        say.put(Role::Bad, loss(of(&n::DATA_G)));
        say.plain(format!(", and the test loss at {}.", loss(of(&n::TEST_G))));
        return say.verdict(None);
    }
    let after = counted(setting.steps, "step");
    let (end, test) = (of(&n::TEST_G), loss(of(&n::TEST_G)));
    let cannot_say = "; whether more steps would lead it out, this run cannot say.";
    // The floor is level where there is no penalty; where there is one, more steps may lead along it. So may label noise, to where
    // the floor is flatter, but for the ring, which is as flat everywhere.
    let driven = setting.penalty > 0.0 || setting.noise > 0.0;
    let (holds, mut why) = match (driven, setting.penalty > 0.0) {
        (true, false) if setting.kind == Kind::Ring => (Some(false), "; label noise alone has not found the rule."),
        (true, _) => (None, cannot_say),
        (false, _) => (Some(false), ", for without a penalty the floor is level."),
    };
    let lost = of(&n::DATA_G) >= FITTED;
    let data = loss(of(&n::DATA_G));
    let with_data = if lost { format!(", with the data loss at {data}") } else { String::new() };
    let lower = end < LEFT * of(&n::TEST_M);
    if of(&n::LOWEST_TEST) < LEFT * end && of(&n::LOWEST_TEST) < LEFT * of(&n::TEST_M) {
        let (low, at) = (loss(of(&n::LOWEST_TEST)), step(of(&n::STEP_LOWEST_TEST)));
        say.plain(format!(
            ". In this run it falls to {low} at step {at} and rises again: {test} after {after}{with_data}."
        ));
        return say.verdict(if lower { None } else { holds });
    }
    if lower {
        let zero = setting.of_nothing();
        say.plain(if stage != Stage::OnItsWay {
            format!(". In this run it ends at {test} after {after}, with data that are not fitted any more: {data}.")
        } else if end >= LEFT * zero {
            // It may be at rest there: what is no better than nothing has not set out for the rule.
            format!(
                ". In this run it ends at {test} after {after}, where always answering 0 has {}{cannot_say}",
                number(zero)
            )
        } else if driven {
            format!(". In this run it is on its way, and not there: {test} after {after}.")
        } else {
            format!(". In this run it ends at {test} after {after}, without a penalty or noise{cannot_say}")
        });
        return say.verdict(None);
    }
    if of(&n::TEST_M) < LEFT * end {
        say.plain(format!(". In this run it rises: {test} after {after}{with_data}."));
        return say.verdict(holds);
    }
    if lost && setting.noise == 0.0 && setting.penalty == 0.0 {
        why = ".";
    }
    say.plain(format!(". In this run it stays high: {test} after {after}{with_data}{why}"));
    say.verdict(holds)
}

/// Of a run whose new examples are answered in the end: whether that costs less.
fn generalises(mut say: Sentence, setting: &Setting, of: Summary) -> Verdict {
    let (total_m, total_g, least) = (of(&n::TOTAL_M), of(&n::TOTAL_G), of(&n::CHEAPEST_PENALTY_M));
    say.plain(format!("; at step {} it falls under {}, and ends at ", step(of(&n::STEP_LEFT)), given(ANSWERED)));
    say.put(Role::Good, loss(of(&n::TEST_G)));
    if setting.penalty == 0.0 {
        say.plain(". Without a penalty no solution has a price; this one generalises all the same.");
        return say.verdict(None);
    }
    say.plain(format!(". The total of the memorised solution is {}, that of the last one ", loss(total_m)));
    let than_m = lower(total_g, total_m);
    let than_least = if least.is_finite() { lower(total_g, least) } else { Some(true) };
    say.put(if than_m == Some(true) { Role::Good } else { Role::Bad }, loss(total_g));
    if least.is_finite() {
        say.plain(format!("; what was memorised costs a penalty of {} at the least", loss(least)));
    }
    say.plain(".");
    if (than_m, than_least) == (Some(true), Some(true)) {
        return say.verdict(Some(true));
    }
    say.plain(match (than_m, than_least) {
        (Some(true), Some(false)) => " So the last one costs less than the memorised solution, and not less than that.",
        (Some(false), _) => " So the solution that generalises does not cost less.",
        _ => " These are too close to say which costs less.",
    });
    // A total that is descended on goes on falling.
    say.plain(" Whether it would after more steps, this run cannot say.");
    say.verdict(None)
}

/// Whether one total is lower than another; `None` where they are told by the same digits.
fn lower(one: f64, other: f64) -> Option<bool> {
    (loss(one) != loss(other)).then_some(one < other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_that_are_told_by_the_same_digits_are_no_difference() {
        assert_eq!(
            [lower(0.0974, 0.0966), lower(0.0199, 0.0975), lower(0.0975, 0.0199)],
            [None, Some(true), Some(false)]
        );
    }

    #[test]
    fn a_solution_that_generalises_and_costs_more_does_not_hold() {
        let of = |least: f64| {
            move |number: &Number| match number.name {
                "step_left" => 1_234.0,
                "test_G" => 0.05,
                "total_M" => 0.5,
                "total_G" => 0.1,
                "cheapest_penalty_M" => least,
                _ => f64::NAN,
            }
        };
        let opened = crate::open(&crate::Request::preset("memorise", "product")).unwrap();
        let setting = Setting::new(&mut opened.config().clone());
        let told =
            |penalty: f64, least: f64| generalises(Sentence::default(), &Setting { penalty, ..setting }, &of(least));
        // With a penalty the total goes on falling, so that a no is none yet; without one there is no price to compare.
        for (penalty, expected) in [(0.01, [Some(true), Some(true), None, None]), (0.0, [None; 4])] {
            assert_eq!([f64::NAN, 0.2, 0.05, 0.1].map(|least| told(penalty, least).holds), expected);
        }
        let text = told(0.01, 0.05).text();
        assert!(text.contains("at step 1,234") && text.contains("and not less than that. Whether"), "{text}");
        let text = told(0.0, 0.05).text();
        assert!(
            !text.contains("cost") && text.ends_with("no solution has a price; this one generalises all the same.")
        );
    }
}
