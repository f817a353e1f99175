//! Closer looks: the fit of every size in one training set, and three models that read a drawing.

use std::cell::RefCell;
use std::rc::Rc;

use ndarray::{Array1, Array2, ArrayView1, Axis, s};

use super::fitting::Fitting;
use super::network::Trained;
use super::quantities::{classify, fit as q};
use super::task::{Evaluation, Problem, Setting, TaskKind, predict};
use crate::contract::config::View;
use crate::contract::{Finished, Series, Task, no_view};
use alleyway::data::{curve, real};
use alleyway::decimal;
use alleyway::dense::grid;
use alleyway::error::Error;
use alleyway::model::{Features, Population};
use alleyway::seed::{Purpose, Stream};

/// The views of the figure.
pub const VIEWS: &[View] = &[
    View { name: "fit", args: &["draw"], help: "every size's fit in one training set", series: q::SERIES },
    View {
        name: "classify",
        args: &["size_a", "size_b", "size_c", "64 pixels"],
        help: "digits: what three models of the first training set see in an image of 8 x 8 values from 0 to 16",
        series: classify::SERIES,
    },
];

/// Points at which the fit to a curve is drawn.
const DRAWN: usize = 401;
/// Test points of a scatter of predicted against true.
const SCATTERED: usize = 120;
/// Test images whose answers are shown.
const IMAGES: usize = 16;

/// The fitted models of the first draw, kept for the next drawing.
pub type KeptModels = Rc<RefCell<Option<Rc<Fitting>>>>;

/// Open a view by name.
pub fn open(setting: &Rc<Setting>, kept: &KeptModels, name: &str, args: &[f64]) -> Result<Box<dyn Task>, Error> {
    setting.ready()?;
    match name {
        "fit" => {
            let draw = index("draw", args.first().copied(), setting.draws)?;
            if let TaskKind::Network(_) = setting.task {
                return Ok(Box::new(NetworkLook(Trained::new(setting.clone(), draw))));
            }
            Ok(Box::new(Look { fitting: Fitting::new(setting.clone(), draw), draw }))
        }
        "classify" if setting.is_digits() => Ok(Box::new(classify(setting, kept, args)?)),
        _ => Err(no_view(VIEWS, name)),
    }
}

fn index(key: &str, value: Option<f64>, count: usize) -> Result<usize, Error> {
    let allowed = format!("a whole number between 0 and {}", count - 1);
    let given = value.unwrap_or(f64::NAN);
    // The cast is exact for what passes: a whole number in range.
    if given.fract() == 0.0 && (0.0..count as f64).contains(&given) {
        Ok(given as usize)
    } else {
        let value = value.map_or_else(|| "nothing".to_owned(), decimal::text);
        Err(Error::Value { key: key.into(), value, allowed })
    }
}

/// The view `fit`.
struct Look {
    fitting: Fitting,
    draw: usize,
}

impl Task for Look {
    fn advance(&mut self) -> f64 {
        let done = self.fitting.advance();
        // The series are made when they are asked for.
        if self.fitting.next().is_none() { 1.0 } else { done * 0.99 }
    }

    fn finish(&mut self) -> Finished {
        let setting = &self.fitting.setting;
        Finished::View(match setting.task {
            TaskKind::Curve { .. } => curve_fits(&self.fitting, self.draw),
            TaskKind::Table { name: "digits", .. } => digit_answers(&self.fitting, self.draw),
            _ => scatter(&self.fitting, self.draw),
        })
    }
}

fn curve_fits(fitting: &Fitting, draw: usize) -> Vec<Series> {
    let setting = &fitting.setting;
    let TaskKind::Curve { curve, jittered, .. } = setting.task else { unreachable!("a curve") };
    let x = if jittered { curve::jittered(setting.n, setting.seed, draw) } else { grid(setting.n) };
    let y = fitting.problem.targets(1).into_raw_vec_and_offset().0;
    let points = grid(DRAWN);
    let truth = points.iter().map(|&x| curve.at(x)).collect::<Vec<_>>();
    let inputs = Array1::from(points.clone()).insert_axis(Axis(0));
    let features = match &fitting.problem.evaluation {
        Evaluation::Reduced { basis, decay, .. } => {
            Features::Polynomial { basis: *basis, decay: *decay }.at(inputs.view(), setting.largest())
        }
        Evaluation::Points { map, .. } => map.at(inputs.view(), setting.largest()),
        Evaluation::Population(_) => unreachable!("a curve"),
    };
    let curves = fitting.weights.iter().flat_map(|w| predict(w, features.view())).collect::<Vec<_>>();
    let error = |fit: &[f64]| fit.iter().zip(&truth).map(|(y, t)| (y - t).powi(2)).sum::<f64>() / DRAWN as f64;
    let errors = curves.chunks(DRAWN).map(error).collect();
    vec![
        q::X.of(x),
        q::Y.of(y),
        q::GRID.of(points),
        q::CURVE_TRUTH.of(truth),
        q::CURVE.of(curves),
        q::CURVE_ERROR.of(errors),
    ]
}

fn digit_answers(fitting: &Fitting, draw: usize) -> Vec<Series> {
    let setting = &fitting.setting;
    let table = real::table("digits").expect("checked when the view was opened");
    // The same order as that of the problem: its first test images.
    let order = Stream::new(setting.seed, Purpose::Split, draw).order(table.rows);
    let shown = &order[setting.n..setting.n + IMAGES];
    let Evaluation::Points { map, inputs, .. } = &fitting.problem.evaluation else { unreachable!("digits are points") };
    let features = map.at(inputs.slice(s![.., ..IMAGES]), setting.largest());
    let scores =
        fitting.weights.iter().flat_map(|w| predict(w, features.view()).t().iter().copied().collect::<Vec<_>>());
    vec![
        q::PIXELS.of(shown.iter().flat_map(|&r| table.inputs(r).to_vec()).collect()),
        q::LABEL.of(shown.iter().map(|&r| table.label(r)).collect()),
        q::SCORE.of(scores.collect()),
    ]
}

/// Predicted against true, on test points and on training points. The truth of a gaussian design depends on the size.
fn scatter(fitting: &Fitting, draw: usize) -> Vec<Series> {
    let setting = &fitting.setting;
    let (features, truth) = match &fitting.problem.evaluation {
        Evaluation::Points { map, inputs, truth } => {
            (map.at(inputs.slice(s![.., ..SCATTERED]), setting.largest()), truth.slice(s![0, ..SCATTERED]).to_owned())
        }
        Evaluation::Population(population) => population.fresh(setting.largest(), SCATTERED, setting.seed, draw),
        Evaluation::Reduced { .. } => unreachable!("a curve is not scattered"),
    };
    let Problem { features: training, .. } = &fitting.problem;
    let (mut truths, mut predictions, mut train_truths, mut train_predictions) = (vec![], vec![], vec![], vec![]);
    for (&size, w) in setting.sizes.iter().zip(&fitting.weights) {
        predictions.extend(predict(w, features.view()));
        train_predictions.extend(predict(w, training.view()));
        train_truths.extend(fitting.problem.targets(size));
        match &fitting.problem.evaluation {
            Evaluation::Population(population @ Population::Gaussian { .. }) => {
                let beta = Array1::from(population.target(size).expect("a gaussian design"));
                truths.extend(features.slice(s![..size, ..]).t().dot(&beta));
            }
            _ => truths.extend(truth.iter()),
        }
    }
    vec![
        q::TRUTH.of(truths),
        q::PREDICTION.of(predictions),
        q::TRAIN_TRUTH.of(train_truths),
        q::TRAIN_PREDICTION.of(train_predictions),
    ]
}

/// The view `fit` of networks: predicted against true, on test points and on training points.
struct NetworkLook(Trained);

impl Task for NetworkLook {
    fn advance(&mut self) -> f64 {
        if self.0.step().is_some() { self.0.done() * 0.99 } else { 1.0 }
    }

    fn finish(&mut self) -> Finished {
        let Trained { x, y, test, truth, weights, .. } = &self.0;
        let sizes = weights.len();
        let at =
            |x: &Array2<f64>| weights.iter().flat_map(|theta| self.0.form(theta.len()).predict(theta, x)).collect();
        let for_each = |truth: ArrayView1<f64>| truth.to_vec().repeat(sizes);
        Finished::View(vec![
            q::TRUTH.of(for_each(truth.slice(s![..SCATTERED]))),
            q::PREDICTION.of(at(&test.slice(s![.., ..SCATTERED]).to_owned())),
            q::TRAIN_TRUTH.of(for_each(y.view())),
            q::TRAIN_PREDICTION.of(at(x)),
        ])
    }
}

/// The view `classify`: models are fitted on the first call and kept.
struct Classify {
    kept: KeptModels,
    fitting: Option<Fitting>,
    chosen: [usize; 3],
    pixels: Array2<f64>,
}

fn classify(setting: &Rc<Setting>, kept: &KeptModels, args: &[f64]) -> Result<Classify, Error> {
    if args.len() != 67 {
        return Err(Error::Value {
            key: "args".into(),
            value: format!("{} numbers", args.len()),
            allowed: "three sizes and 64 pixels".into(),
        });
    }
    let mut chosen = [0; 3];
    for (slot, size) in chosen.iter_mut().zip(args) {
        *slot = setting.sizes.iter().position(|&s| s as f64 == *size).ok_or_else(|| Error::Value {
            key: "size".into(),
            value: decimal::text(*size),
            allowed: "one of the sizes of the sweep".into(),
        })?;
    }
    if let Some(odd) = args[3..].iter().find(|v| !(0.0..=16.0).contains(*v)) {
        return Err(Error::Value {
            key: "pixel".into(),
            value: decimal::text(*odd),
            allowed: "a number between 0 and 16".into(),
        });
    }
    let pixels = Array2::from_shape_fn((64, 1), |(i, _)| args[3 + i]);
    let fitting = kept.borrow().is_none().then(|| Fitting::new(setting.clone(), 0));
    Ok(Classify { kept: kept.clone(), fitting, chosen, pixels })
}

impl Task for Classify {
    fn advance(&mut self) -> f64 {
        let Some(fitting) = &mut self.fitting else { return 1.0 };
        let done = fitting.advance();
        if fitting.next().is_none() { 1.0 } else { done * 0.99 }
    }

    fn finish(&mut self) -> Finished {
        if let Some(fitting) = self.fitting.take() {
            *self.kept.borrow_mut() = Some(Rc::new(fitting));
        }
        let kept = self.kept.borrow();
        let fitting = kept.as_ref().expect("just put there");
        let (Evaluation::Points { map, .. }, Some(preparation)) =
            (&fitting.problem.evaluation, &fitting.problem.preparation)
        else {
            unreachable!("digits are a table of points")
        };
        let x = preparation.inputs(self.pixels.clone());
        let features = map.at(x.view(), fitting.setting.largest());
        let scores = self.chosen.iter().flat_map(|&at| predict(&fitting.weights[at], features.view())).collect();
        Finished::View(vec![classify::SCORE.of(scores)])
    }
}

#[cfg(test)]
mod tests {
    use crate::{Request, open, view};

    #[test]
    fn a_drawing_is_read_as_the_test_image_with_the_same_ink() {
        for features in ["relu", "fourier"] {
            let request = Request::preset("double-descent", "digits").with("features", features).unwrap();
            let run = open(&request.with("sizes", "10,40,90").unwrap().with("n", "30").unwrap()).unwrap();
            let answers = view(run.as_ref(), "fit", &[0.0]).unwrap();
            let named = |name: &str| &answers.iter().find(|series| series.name == name).unwrap().values;
            let (pixels, scores) = (named("pixels"), named("score"));
            for image in [0, 7, 15] {
                let question = [&[10.0, 40.0, 90.0], &pixels[64 * image..64 * (image + 1)]].concat();
                let drawn = &view(run.as_ref(), "classify", &question).unwrap()[0].values;
                for (size, drawn) in drawn.chunks_exact(10).enumerate() {
                    let tested = &scores[(16 * size + image) * 10..][..10];
                    assert!(
                        drawn.iter().zip(tested).all(|(a, b)| (a - b).abs() < 1e-9),
                        "{features}: {drawn:?} {tested:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_error_of_a_drawn_fit_is_its_test_loss_without_the_noise() {
        // The test loss is an integral by another way, of one training set here; the grid has 401 places.
        let request = Request::preset("double-descent", "wiggle").with("draws", "1").unwrap();
        let mut run = open(&request.with("sizes", "4,12,300").unwrap().with("noise", "0.1").unwrap()).unwrap();
        crate::run(run.as_mut()).unwrap();
        let frames = run.frames();
        let losses = &frames.series.iter().find(|series| series.name == "test_loss_median").unwrap().values;
        let fit = view(run.as_ref(), "fit", &[0.0]).unwrap();
        let errors = &fit.iter().find(|series| series.name == "curve_error").unwrap().values;
        for (error, loss) in errors.iter().zip(losses) {
            assert!((error / (loss - 0.01) - 1.0).abs() < 0.05, "{error} {loss}");
        }
    }

    #[test]
    fn the_fitted_ramps_are_drawn_through_the_points_that_they_fit() {
        // Twice as many ramps as points fit them all; between the two points beside a place on the grid the curve is within reach of both.
        let request = Request::preset("double-descent", "chirp").with("features", "relu").unwrap();
        let run =
            open(&request.with("sizes", "10,40").unwrap().with("inputs", "grid").unwrap().with("n", "21").unwrap())
                .unwrap();
        let fit = view(run.as_ref(), "fit", &[0.0]).unwrap();
        let named = |name: &str| &fit.iter().find(|series| series.name == name).unwrap().values;
        // 401 places, 21 points: every twentieth place is a point.
        let curve = &named("curve")[401..];
        for (i, y) in named("y").iter().enumerate() {
            assert!((curve[20 * i] - y).abs() < 1e-6, "{i}: {} {y}", curve[20 * i]);
        }
    }
}
