//! How far a training has come. What a moment is called is checked here, once for the sentence, the labels and the pictures.

/// The examples are fitted where the data loss is under this: a hundredth of what it costs to answer 0, or less.
pub const FITTED: f64 = 0.01;
/// Examples are answered, old ones and new, where the data loss and the test loss are under this.
pub const ANSWERED: f64 = 0.1;
/// Fitted examples are learnt by heart where the test loss is at least this share of that of a model which answers 0 to everything:
/// then what was learnt helps hardly with new ones. The memorising solutions of the recipes have .46 and more.
pub const HIGH: f64 = 0.25;
/// With a test loss under this share of that of the memorising solution a training has left it: without a penalty, where it stays,
/// the test loss changes by a few per cent at most (`memorise.json`: `test_M` and `test_without_penalty`).
pub const LEFT: f64 = 0.8;

/// What a moment of a training is. The numbers are those of the series `stage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The examples are not fitted, and were not before.
    Unfitted = 0,
    /// They are fitted, and new ones are not answered.
    Memorised = 1,
    /// The memorising solution is left: new examples are answered better than by it, but not well.
    OnItsWay = 2,
    /// New examples are answered too.
    Generalises = 3,
    /// The examples were fitted before, and are not any more.
    Lost = 4,
    /// They are fitted, and new ones are answered in part, without having been learnt by heart first.
    Partly = 5,
}

/// What a stage is called, by its number.
pub const WORDS: [&str; 6] = ["unfitted", "memorised", "on_its_way", "generalises", "lost", "partly"];

/// Whether examples are learnt by heart: fitted, while the test loss is high against that of a model which answers 0. Where no
/// example is unseen it is NaN, and to be fitted is all.
pub fn is_memorised(data: f64, test: f64, of_nothing: f64) -> bool {
    data < FITTED && (test.is_nan() || test >= HIGH * of_nothing)
}

/// The stage of a moment: its losses, whether the examples were fitted at some step up to it, the test loss of the memorising
/// solution where it is passed, and that of a model which answers 0.
pub fn of(data: f64, test: f64, fitted_before: bool, memorised: Option<f64>, of_nothing: f64) -> Stage {
    if data < ANSWERED && test < ANSWERED {
        return Stage::Generalises;
    }
    if data >= FITTED {
        return if fitted_before { Stage::Lost } else { Stage::Unfitted };
    }
    match memorised {
        Some(memorised) if test < LEFT * memorised => Stage::OnItsWay,
        Some(_) => Stage::Memorised,
        None if is_memorised(data, test, of_nothing) => Stage::Memorised,
        None => Stage::Partly,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_called_memorised_only_where_the_data_are_fitted_and_new_examples_are_not_answered() {
        // Of the losses that were told as memorised: .283 and .998 are no fit.
        for data in [0.283, 0.998, 0.01] {
            assert!(!is_memorised(data, 1.0, 1.0));
            assert_eq!(of(data, 1.0, false, None, 1.0), Stage::Unfitted);
            assert_eq!(of(data, 1.0, true, Some(1.0), 1.0), Stage::Lost);
        }
        assert!(is_memorised(0.0025, 1.0, 1.0) && !is_memorised(0.0025, 0.2, 1.0));
        // Of five features that count a test loss of .3 is 6 % of what nothing scores.
        assert!(is_memorised(1e-5, 2.3, 5.0) && !is_memorised(1e-5, 0.3, 5.0));
        assert_eq!(of(1e-5, 0.3, true, None, 5.0), Stage::Partly);
    }

    #[test]
    fn between_memorised_and_generalised_there_is_one_threshold() {
        let at = |test| of(1e-3, test, true, Some(1.0), 1.0);
        assert_eq!(
            [0.81, 0.79, 0.11, 0.09].map(at),
            [Stage::Memorised, Stage::OnItsWay, Stage::OnItsWay, Stage::Generalises]
        );
        // Shaken by noise, but both are answered.
        assert_eq!(of(0.05, 0.05, true, Some(1.0), 1.0), Stage::Generalises);
    }
}
