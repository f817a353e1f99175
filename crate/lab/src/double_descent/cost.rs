//! What a sweep will take: the work of one training set, counted as it is done.

use super::network::TEST;
use super::plan::{Plan, rotations};
use super::points::CHUNK;
use super::task::{EFFECTIVE_INPUTS, Kind, Setting, TaskKind};
use crate::contract::cost::{Cost, QUANTUM, Work};
use crate::shared::training::Training;
use crate::shared::training_cost::{training_step, values};
use alleyway::data::real;
use alleyway::model::{Basis, Reduced};

/// The whole sweep.
pub fn cost(setting: &Setting) -> Cost {
    let draw = match setting.task {
        TaskKind::Network(training) => network(setting, training),
        _ => fixed(setting),
    };
    let smoothed = setting.effective_draws().min(setting.draws);
    let first = if smoothed > 0 { draw + smoothing(setting) } else { draw };
    // What a thread makes once is made in its first piece.
    let begun = first + once(setting);
    let mut cost = Cost::of([begun]);
    let (first, draw) = (first.seconds(), draw.seconds());
    cost.seconds += first * smoothed.saturating_sub(1) as f64 + draw * (setting.draws - smoothed.max(1)) as f64;
    cost
}

fn network(setting: &Setting, training: Training) -> Work {
    let size = |&size: &usize| {
        let form = training.of_size(size).expect("checked when the config was opened");
        training.steps as f64 * training_step(&training, form) + values(form, TEST)
    };
    let drawn = (setting.n + TEST) as f64 * training.dim as f64;
    Work { normals: drawn, ..Work::default() } + setting.sizes.iter().map(size).sum()
}

/// Rows of the table of points that a fit is evaluated on, and numbers that it answers for each.
fn points(setting: &Setting) -> Option<(usize, usize)> {
    match setting.task {
        TaskKind::Curve { features: Kind::Polynomial { .. }, .. } => None,
        TaskKind::Curve { .. } => Some((Reduced::POINTS, 1)),
        TaskKind::Table { name, .. } => {
            let rows = real::set(name).map_or(0, |set| set.rows);
            Some((rows - setting.n, if setting.is_digits() { 10 } else { 1 }))
        }
        _ => None,
    }
}

/// The features of the largest model at some points.
fn features(setting: &Setting, points: usize) -> Work {
    let values = setting.largest() as f64 * points as f64;
    let inputs = match setting.task {
        TaskKind::Table { name: "digits", .. } => 64.0,
        TaskKind::Table { .. } => 10.0,
        TaskKind::Sphere { dim } => dim as f64,
        TaskKind::Latent { factors, .. } => factors as f64,
        _ => 1.0,
    };
    let projected = Work { elements: values * (1.0 + 0.5 * inputs), ..Work::default() };
    match setting.task {
        TaskKind::Curve { features: Kind::Polynomial { .. }, .. } => Work { elements: 3.0 * values, ..Work::default() },
        TaskKind::Curve { features: Kind::Cosine { .. }, .. }
        | TaskKind::Table { features: Kind::Cosine { .. }, .. } => {
            projected + Work { functions: values, ..Work::default() }
        }
        TaskKind::Gaussian => Work { normals: values, ..Work::default() },
        TaskKind::Latent { .. } => Work { products: values * inputs, normals: values, ..Work::default() },
        TaskKind::Sphere { .. } => Work { products: values * inputs, ..Work::default() },
        _ => projected,
    }
}

/// What is made once a thread: the reduction of the grid for polynomials.
fn once(setting: &Setting) -> Work {
    let TaskKind::Curve { features: Kind::Polynomial { .. }, .. } = setting.task else { return Work::default() };
    let (own, height) = (setting.largest() / 2, Reduced::POINTS / 2 + 1);
    // Two halves, even and odd; every reflector is applied to all columns after it.
    let reflected = (0..own.min(height)).map(|j| Work::vectors(2.0 * (own - j) as f64, (height - j) as f64));
    // Out of the cache: a wide polynomial basis is megabytes.
    let far = if own * height > 1 << 18 { 1.8 } else { 1.0 };
    2.0 * far * reflected.sum::<Work>()
}

/// Every size fitted and evaluated.
fn fixed(setting: &Setting) -> Work {
    let (n, largest) = (setting.n as f64, setting.largest() as f64);
    // A curve is also fitted without its noise.
    let targets = match setting.task {
        _ if setting.is_digits() => 10.0,
        _ if setting.is_curve() => 2.0,
        _ => 1.0,
    };
    let mut work = features(setting, setting.n);
    let mut plan = Plan::new(setting.n, setting.ridge);
    let step = (QUANTUM / (4 * setting.n * setting.n) as f64) as usize + 1;
    for &size in &setting.sizes {
        if setting.scaled_by_size() && setting.ridge > 0.0 {
            plan = Plan::new(setting.n, setting.ridge);
        }
        while plan.size() < size {
            work += plan.grow(step.min(size - plan.size()));
        }
        let p = size as f64;
        work += plan.decompose(rank_if_cut(setting, setting.ridge, size)) + targets * plan.solve();
        // The fit at the training points.
        work += Work { products: 2.0 * targets * p * n, ..Work::default() } + evaluated(setting, p);
    }
    if let Some((points, outputs)) = points(setting) {
        let total: f64 = setting.sizes.iter().map(|&p| p as f64).sum();
        // Of a curve the fit with noise and the one without, and of waves their curvature.
        let times = match setting.task {
            TaskKind::Curve { features: Kind::Cosine { .. }, .. } => 3.0,
            TaskKind::Curve { .. } => 2.0,
            _ => 1.0,
        };
        work += features(setting, points);
        work += Work { products: times * total * (points * outputs) as f64, ..Work::default() };
        // Each chunk is a product of its own for each size.
        work += Work { calls: 20.0 * (points.div_ceil(CHUNK) * setting.sizes.len()) as f64, ..Work::default() };
    }
    match setting.task {
        TaskKind::Sphere { dim } => {
            let pairs = 0.5 * largest * largest;
            let squares: f64 = setting.sizes.iter().map(|&p| 0.5 * (p * p) as f64).sum();
            work += Work::vectors(pairs, dim as f64)
                + Work { functions: 1.1 * pairs, elements: squares, ..Work::default() };
            work += Work { normals: largest * dim as f64, ..Work::default() };
        }
        TaskKind::Latent { factors, .. } => work += Work { normals: largest * factors as f64, ..Work::default() },
        TaskKind::Table { .. } | TaskKind::Curve { .. } => work += Work { normals: largest, ..Work::default() },
        _ => {}
    }
    work
}

/// What the judgement of one size takes beside points.
fn evaluated(setting: &Setting, p: f64) -> Work {
    let theory = |columns: usize| {
        let k = columns as f64;
        // A decomposition of the p x k directions.
        let (rows, rank) = (p.max(k), p.min(k));
        Work::vectors(1.5 * k * rank, rows) + Work::vectors(2.0 * rank * rank, rows) + rotations(rank, k)
    };
    match setting.task {
        TaskKind::Curve { features: Kind::Polynomial { basis, .. }, .. } => {
            let curvature = if basis == Basis::Chebyshev { 0.25 * p * p * 10.0 } else { 0.0 };
            Work::vectors(p, column(p)) + Work { elements: curvature, ..Work::default() }
        }
        // A fixed point over a hundred harmonics.
        TaskKind::Sphere { .. } => Work { elements: 30_000.0, ..Work::default() },
        TaskKind::Latent { factors, .. } => theory(factors) + Work::vectors(p, factors as f64),
        _ => Work::default(),
    }
}

/// The mean length of the columns of the reduction.
fn column(p: f64) -> f64 {
    let most = Reduced::POINTS as f64 / 2.0;
    if p / 2.0 < most { p / 4.0 } else { most - most * most / p }
}

/// Effective parameters: a fit for each training point.
fn smoothing(setting: &Setting) -> Work {
    let n = setting.n as f64;
    let inputs = EFFECTIVE_INPUTS as f64;
    let (mut plan, mut bare) = (Plan::new(setting.n, setting.ridge), Plan::new(setting.n, 0.0));
    let step = (QUANTUM / (4 * setting.n * setting.n) as f64) as usize + 1;
    let mut work = Work::default();
    for &size in &setting.sizes {
        while plan.size() < size {
            let _ = plan.grow(step.min(size - plan.size()));
        }
        if setting.ridge > 0.0 {
            // Ranks behind a ridge take a second factorisation, without it.
            while bare.size() < size {
                work += bare.grow(step.min(size - bare.size()));
            }
            work += bare.decompose(rank_if_cut(setting, 0.0, size));
        }
        let p = size as f64;
        work += n * plan.solve();
        work += match setting.task {
            TaskKind::Curve { features: Kind::Polynomial { .. }, .. } => n * Work::vectors(p, column(p)),
            TaskKind::Gaussian => Work::vectors(n, p),
            TaskKind::Latent { factors, .. } => n * Work::vectors(p, factors as f64),
            _ => Work { products: n * p * inputs, ..Work::default() },
        };
    }
    if points(setting).is_some() || matches!(setting.task, TaskKind::Sphere { .. }) {
        work += features(setting, EFFECTIVE_INPUTS);
    }
    work
}

/// The numerical rank, where singular values are likely to be cut at a size, so that the triangle is decomposed in full: random
/// waves of one input span about as many directions as they have periods, polynomials lose digits with their decay and on a grid.
fn rank_if_cut(setting: &Setting, ridge: f64, size: usize) -> Option<f64> {
    let least = size.min(setting.n) as f64;
    if ridge > 0.0 {
        return None;
    }
    match setting.task {
        TaskKind::Curve { features: Kind::Cosine { scale }, .. } => {
            let rank = 12.0 + 6.0 * scale;
            (least > rank).then_some(rank)
        }
        TaskKind::Curve { features: Kind::Polynomial { decay, .. }, .. } => {
            // Of the columns themselves; and of a grid, whose worst polynomial is the last.
            let columns = decay * libm::log10(least);
            let grid = if size <= setting.n { 0.12 * least } else { 0.0 };
            (columns + grid > 10.0).then_some(least)
        }
        // Ramps bend once in each gap between the points: one design in twenty is deficient, and only at n.
        _ => None,
    }
}
