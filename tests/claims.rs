//! Every sentence against its numbers: random configs of every figure, and rules that were written apart from the code that
//! makes the sentences. What a rule compares with comes from the raw numbers of a run (its parts, its series, its config), in
//! arithmetic of its own.
//!
//! 200 configs here; `cargo test --release --test claims -- --ignored --nocapture` runs 2,000 of other seeds and prints how often
//! each rule was asked. `CLAIMS_SEED` takes others again. A failure names the command line that shows it.

#[path = "claims/case.rs"]
mod case;
#[path = "claims/configs.rs"]
mod configs;
#[path = "claims/double_descent.rs"]
mod double_descent;
#[path = "claims/invented.rs"]
mod invented;
#[path = "claims/landscape.rs"]
mod landscape;
#[path = "claims/least_norm.rs"]
mod least_norm;
#[path = "claims/ledger.rs"]
mod ledger;
#[path = "claims/memorise.rs"]
mod memorise;
#[path = "claims/one_weight.rs"]
mod one_weight;
#[path = "claims/prose.rs"]
mod prose;
#[path = "claims/refusals.rs"]
mod refusals;
#[path = "claims/split.rs"]
mod split;
#[path = "claims/statistics.rs"]
mod statistics;
#[path = "claims/surfaces.rs"]
mod surfaces;
#[path = "claims/traps.rs"]
mod traps;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use alleyway_lab::contract::config::Figure;
use alleyway_lab::{Experiment, FIGURES, Finished, Verdict, open};

use case::Case;
use configs::{Asked, Dice};
use invented::Invented;
use ledger::{Fault, Ledger};
use prose::Prose;

const PANIC: &str = "run: no panic";
const KEPT: &str = "run: a verdict that is given before the run is complete is not taken back";
const REPEAT: &str =
    "run: the sentence is the same when it is asked for again, and when the pieces come in another order";

/// Hold one sentence, whole or in part, against its numbers.
fn judge(asked: &Asked, experiment: &dyn Experiment, parts: &[Vec<f64>], complete: bool, ledger: &mut Ledger) {
    let frames = experiment.frames();
    let line = asked.line();
    let mut case = Case::new(line, experiment.config(), &frames, parts, complete, ledger);
    let text = case.text.clone();
    let prose = Prose::new(&text);
    match asked.figure.name {
        "double-descent" => double_descent::rules(&mut case, &prose),
        "least-norm" => least_norm::rules(&mut case, &prose),
        "one-weight" => one_weight::rules(&mut case, &prose),
        "split" => split::rules(&mut case, &prose),
        "traps" => traps::rules(&mut case, &prose),
        "landscape" => landscape::rules(&mut case, &prose),
        "memorise" => memorise::rules(&mut case, &prose),
        other => panic!("{other} has no rules yet"),
    }
    case.general(&prose);
    if complete {
        let verdicts = ledger.verdicts.entry(asked.figure.name).or_default();
        verdicts[match frames.verdict.holds {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        }] += 1;
    }
}

/// A verdict that is not null.
fn given(experiment: &dyn Experiment) -> Option<Verdict> {
    Some(experiment.frames().verdict).filter(|verdict| verdict.holds.is_some())
}

/// Ask a rule by which two verdicts are the same.
fn same(rule: &'static str, asked: &Asked, first: Verdict, second: Verdict, ledger: &mut Ledger) {
    *ledger.checks.entry(rule).or_default() += 1;
    if first != second {
        let (line, sentence) = (asked.line(), first.text());
        ledger.faults.push(Fault { rule, line, sentence, what: second.text() });
    }
}

/// Run a config and look at what it says on the way and in the end.
fn try_config(asked: &Asked, dice: &mut Dice) -> Ledger {
    let mut ledger = Ledger::default();
    let name = asked.figure.name;
    let opened = asked.request().and_then(|request| open(&request));
    let mut experiment = match opened {
        Ok(experiment) => experiment,
        Err(error) => {
            refusals::rules(asked, &error, &mut ledger);
            ledger.configs.insert(name, (0, 1));
            return ledger;
        }
    };
    ledger.configs.insert(name, (1, 0));
    let pieces = experiment.pieces();
    let mut parts: Vec<Vec<f64>> = Vec::new();
    let mut early = None;
    // Looked at after the first piece, and after one in between.
    let between = dice.between(1, pieces as i64) as usize;
    for piece in 0..pieces {
        let mut task = experiment.start(piece..piece + 1).expect("the data are carried");
        let mut looks = 0;
        let mut done = 0.0;
        while done < 1.0 {
            done = task.advance();
            // A glimpse early, and later ones ever further apart.
            if done < 1.0 && looks < 4 && done >= [0.0, 0.1, 0.4, 0.7][looks] {
                looks += 1;
                if let Some(glimpse) = task.glimpse() {
                    experiment.preview(piece..piece + 1, &glimpse).expect("a glimpse of its own");
                    judge(asked, experiment.as_ref(), &parts, false, &mut ledger);
                    early = early.or(given(experiment.as_ref()));
                }
            }
        }
        let Finished::Part(part) = task.finish() else { panic!("pieces end in a part") };
        experiment.accept(piece..piece + 1, &part).expect("a part of its own");
        parts.push(part);
        if piece + 1 < pieces && (piece == 0 || piece + 1 == between) {
            judge(asked, experiment.as_ref(), &parts, false, &mut ledger);
            early = early.or(given(experiment.as_ref()));
        }
    }
    if let Some(early) = early {
        same(KEPT, asked, early, experiment.frames().verdict, &mut ledger);
    }
    judge(asked, experiment.as_ref(), &parts, true, &mut ledger);
    // In the other order, as workers may deliver them.
    let mut again = open(&asked.request().expect("it was opened before")).expect("it was opened before");
    for (piece, part) in parts.iter().enumerate().rev() {
        again.accept(piece..piece + 1, part).expect("a part of its own");
    }
    same(REPEAT, asked, experiment.frames().verdict, again.frames().verdict, &mut ledger);
    ledger
}

/// The same, and a panic is a fault like any other.
fn try_safely(asked: &Asked, dice: &mut Dice) -> Ledger {
    let tried = catch_unwind(AssertUnwindSafe(|| try_config(asked, dice)));
    tried.unwrap_or_else(|panic| {
        let what = panic.downcast_ref::<String>().cloned();
        let what = what.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default();
        let fault = Fault { rule: PANIC, line: asked.line(), sentence: String::new(), what };
        Ledger { faults: vec![fault], ..Ledger::default() }
    })
}

/// The figures that are asked for: all, or those that `CLAIMS_FIGURE` names.
fn figures() -> Vec<&'static Figure> {
    let only = std::env::var("CLAIMS_FIGURE").unwrap_or_default();
    FIGURES
        .iter()
        .copied()
        .filter(|figure| only.is_empty() || only.split(',').any(|name| name == figure.name))
        .collect()
}

/// The seed of a test, unless another one is asked for.
fn seed(own: u64) -> u64 {
    std::env::var("CLAIMS_SEED").map_or(own, |text| text.parse().expect("CLAIMS_SEED is a whole number"))
}

/// Random configs on every core, as many of each figure that are run, not refused.
fn try_many(seed: u64, each: usize) -> Ledger {
    let figures = figures();
    let next = AtomicUsize::new(0);
    let jobs = figures.len() * each;
    let work = || {
        let mut ledger = Ledger::default();
        loop {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if job >= jobs {
                return ledger;
            }
            // What is refused counts apart: on to the next until one runs.
            let mut dice = Dice::new(seed, job);
            for _ in 0..100 {
                let asked = dice.small_config(figures[job % figures.len()]);
                let one = try_safely(&asked, &mut dice);
                let ran = one.configs.values().all(|(run, _)| *run > 0);
                ledger.join(one);
                if ran {
                    break;
                }
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = Ledger::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().for_each(|worker| all.join(worker.join().expect("panics are caught")));
    });
    all
}

fn settle(ledger: &Ledger) {
    println!("{}", ledger.summary());
    assert!(ledger.faults.is_empty(), "{} faults, see above", ledger.faults.len());
}

#[test]
fn the_sentences_of_two_hundred_random_configs_say_what_their_numbers_say() {
    let ledger = try_many(seed(13), 34);
    settle(&ledger);
    let few = figures().into_iter().find(|figure| ledger.configs.get(figure.name).is_none_or(|(run, _)| *run < 25));
    // A new wording whose numbers no rule knows would pass by being looked up somewhere.
    let (held, looked_up) = ledger.numbers;
    assert!(10 * looked_up < held, "{looked_up} numbers were only looked up, and {held} held against what they are of");
    assert!(few.is_none(), "{} was run too seldom", few.map_or("", |figure| figure.name));
}

#[test]
#[ignore = "ten minutes: 2,000 configs"]
fn the_sentences_of_two_thousand_random_configs_say_what_their_numbers_say() {
    let mut ledger = try_many(seed(2_000), 334);
    ledger.join(try_invented(seed(2_000), 6_000));
    settle(&ledger);
}

/// Sentences about runs that nobody made.
fn try_invented(seed: u64, count: usize) -> Ledger {
    let mut ledger = Ledger::default();
    for number in 0..count {
        let mut dice = Dice::new(seed, number);
        let invented = if number % 2 == 0 {
            invented::traps(&mut dice)
        } else {
            invented::double_descent(&mut dice, |frames, parts| {
                double_descent::Losses::layout(frames, parts).expect("the layout of a real part")
            })
        };
        let Invented { asked, experiment, parts, complete } = invented;
        ledger.configs.entry(asked.figure.name).or_default().0 += 1;
        judge(&asked, experiment.as_ref(), &parts, complete, &mut ledger);
    }
    ledger
}

#[test]
fn the_sentences_of_made_up_runs_say_what_their_counts_and_losses_say() {
    settle(&try_invented(seed(29), 600));
}

#[test]
fn a_refused_config_is_told_why_and_the_reason_is_true() {
    let mut ledger = Ledger::default();
    for (at, figure) in figures().into_iter().enumerate() {
        let mut dice = Dice::new(7, at);
        for _ in 0..400 {
            let asked = dice.config(figure);
            let opened = catch_unwind(|| asked.request().and_then(|request| open(&request).map(|_| ())));
            let counts = ledger.configs.entry(figure.name).or_default();
            match opened {
                Ok(Ok(())) => counts.0 += 1,
                Ok(Err(error)) => {
                    counts.1 += 1;
                    refusals::rules(&asked, &error, &mut ledger);
                }
                Err(_) => ledger.faults.push(Fault {
                    rule: PANIC,
                    line: asked.line(),
                    sentence: String::new(),
                    what: "when it was opened".into(),
                }),
            }
        }
        refusals::outside(figure, &mut dice, &mut ledger);
    }
    settle(&ledger);
}
