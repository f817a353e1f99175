//! Lists of numbers in one list: how a part travels from a worker, and how the other end knows that it is whole.

use std::ops::Range;

use super::experiment::Experiment;
use crate::contract::tree::Tree;
use alleyway::decimal;
use alleyway::error::Error;

/// Puts lists one after the other, each with its length before it.
#[derive(Debug, Default)]
pub struct Pack(Vec<f64>);

impl Pack {
    /// Append a list.
    pub fn put(&mut self, values: &[f64]) {
        self.0.push(values.len() as f64);
        self.0.extend_from_slice(values);
    }

    /// Everything, as one list.
    #[must_use]
    pub fn done(self) -> Vec<f64> {
        self.0
    }
}

/// Takes the lists out again, in the same order. Of numbers that were not packed so it makes empty lists, and says so in the end.
#[derive(Debug)]
pub struct Unpack<'a> {
    rest: &'a [f64],
    broken: bool,
}

impl<'a> Unpack<'a> {
    /// Begin with the first list.
    #[must_use]
    pub fn new(part: &'a [f64]) -> Self {
        Self { rest: part, broken: false }
    }

    /// The next list.
    pub fn take(&mut self) -> Vec<f64> {
        let next = self.rest.split_first().and_then(|(length, rest)| {
            // The cast is exact for what passes: a whole number in range.
            let whole = length.fract() == 0.0 && (0.0..=rest.len() as f64).contains(length);
            whole.then(|| rest.split_at(*length as usize))
        });
        let Some((list, rest)) = next else {
            (self.rest, self.broken) = (&[], true);
            return Vec::new();
        };
        self.rest = rest;
        list.to_vec()
    }

    /// The next list, which holds this many numbers.
    pub fn numbers<const COUNT: usize>(&mut self) -> [f64; COUNT] {
        self.take().try_into().unwrap_or_else(|_| {
            self.broken = true;
            [f64::NAN; COUNT]
        })
    }

    /// The next list, which holds one number.
    pub fn number(&mut self) -> f64 {
        let [number] = self.numbers();
        number
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What was made of the lists, if they were all there and nothing is left.
    ///
    /// # Errors
    /// [`Error::Part`].
    pub fn whole<T>(&self, made: T) -> Result<T, Error> {
        if self.broken || !self.is_empty() {
            return Err(Error::Part("its numbers are not of the form that these pieces have".into()));
        }
        Ok(made)
    }
}

/// What travels in a part: it is written as lists of numbers, and read back from them in the same order.
pub trait Packed: Sized {
    /// Append it.
    fn write(&self, pack: &mut Pack);

    /// Take it out. Of lists that are not those of this type something is made all the same: [`Unpack::whole`] tells.
    fn read(lists: &mut Unpack) -> Self;

    /// It alone, as a part.
    fn to_part(&self) -> Vec<f64> {
        let mut pack = Pack::default();
        self.write(&mut pack);
        pack.done()
    }

    /// From a part that holds it alone.
    ///
    /// # Errors
    /// [`Error::Part`].
    fn from_part(part: &[f64]) -> Result<Self, Error> {
        let mut lists = Unpack::new(part);
        let made = Self::read(&mut lists);
        lists.whole(made)
    }
}

impl Packed for f64 {
    fn write(&self, pack: &mut Pack) {
        pack.put(&[*self]);
    }

    fn read(lists: &mut Unpack) -> Self {
        lists.number()
    }
}

impl Packed for Vec<f64> {
    fn write(&self, pack: &mut Pack) {
        pack.put(self);
    }

    fn read(lists: &mut Unpack) -> Self {
        lists.take()
    }
}

/// Exact for a count: none here comes near 2^53.
impl Packed for usize {
    fn write(&self, pack: &mut Pack) {
        (*self as f64).write(pack);
    }

    fn read(lists: &mut Unpack) -> Self {
        lists.number() as usize
    }
}

impl Packed for bool {
    fn write(&self, pack: &mut Pack) {
        usize::from(*self).write(pack);
    }

    fn read(lists: &mut Unpack) -> Self {
        lists.number() > 0.0
    }
}

impl<T: Packed> Packed for Option<T> {
    fn write(&self, pack: &mut Pack) {
        self.is_some().write(pack);
        if let Some(value) = self {
            value.write(pack);
        }
    }

    fn read(lists: &mut Unpack) -> Self {
        bool::read(lists).then(|| T::read(lists))
    }
}

impl<T: Packed, const COUNT: usize> Packed for [T; COUNT] {
    fn write(&self, pack: &mut Pack) {
        self.iter().for_each(|item| item.write(pack));
    }

    fn read(lists: &mut Unpack) -> Self {
        std::array::from_fn(|_| T::read(lists))
    }
}

/// Declares a struct that travels in a part: every field is named once.
macro_rules! packed {
    ($(#[$meta:meta])* $sight:vis struct $name:ident { $($(#[$note:meta])* $seen:vis $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        $sight struct $name {
            $($(#[$note])* $seen $field: $type,)*
        }

        impl $crate::contract::parts::Packed for $name {
            fn write(&self, pack: &mut $crate::contract::parts::Pack) {
                $($crate::contract::parts::Packed::write(&self.$field, pack);)*
            }

            fn read(lists: &mut $crate::contract::parts::Unpack) -> Self {
                Self { $($field: $crate::contract::parts::Packed::read(lists),)* }
            }
        }
    };
}

/// For a type of a few values, listed in its `ALL`: each travels as its place there. Of a part that is broken it makes the last.
macro_rules! packed_choice {
    ($name:ty) => {
        impl $crate::contract::parts::Packed for $name {
            fn write(&self, pack: &mut $crate::contract::parts::Pack) {
                let place = Self::ALL.iter().position(|one| one == self).expect("all of them are listed");
                $crate::contract::parts::Packed::write(&place, pack);
            }

            fn read(lists: &mut $crate::contract::parts::Unpack) -> Self {
                let place: usize = $crate::contract::parts::Packed::read(lists);
                Self::ALL[place.min(Self::ALL.len() - 1)]
            }
        }
    };
}

pub(crate) use {packed, packed_choice};

/// Whether a part has the length that its pieces have.
///
/// # Errors
/// [`Error::Part`].
pub fn length(part: &[f64], expected: usize) -> Result<(), Error> {
    if part.len() == expected {
        return Ok(());
    }
    Err(Error::Part(format!("it holds {} numbers, and that of these pieces {expected}", part.len())))
}

/// What numbers are on their way from a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// The part of some pieces.
    Part = 1,
    /// What some pieces had so far.
    Glimpse = 2,
}

/// Numbers of a seal: what it is, of which run, the first piece, their count, and the sum of all that follows.
const SEAL: usize = 5;

/// Numbers for their way from one module to another, sealed with what is needed to tell whether they are whole, of this run, and of
/// which of its pieces.
#[must_use]
pub fn seal(experiment: &dyn Experiment, pieces: &Range<usize>, kind: Seal, numbers: &[f64]) -> Vec<f64> {
    let mut sealed =
        vec![f64::from(kind as u8), run_of(experiment), pieces.start as f64, pieces.len() as f64, sum_of(numbers)];
    sealed.extend_from_slice(numbers);
    sealed
}

/// The numbers that were sealed, if they are those of these pieces of this run.
///
/// # Errors
/// [`Error::Part`], which says what they are instead.
pub fn opened<'a>(
    experiment: &dyn Experiment,
    pieces: &Range<usize>,
    kind: Seal,
    sealed: &'a [f64],
) -> Result<&'a [f64], Error> {
    let refuse = |what: String| Err(Error::Part(what));
    let Some((&[is, run, first, count, sum], numbers)) = sealed.split_first_chunk::<SEAL>() else {
        return refuse(format!("{} numbers are too few", sealed.len()));
    };
    let whole = (sum == sum_of(numbers)) && [Seal::Part, Seal::Glimpse].iter().any(|kind| is == f64::from(*kind as u8));
    if !whole {
        return refuse("it is cut short, or its numbers are not those that were handed over".into());
    }
    if is != f64::from(kind as u8) {
        let glimpse = "it is a glimpse, and no part: the pieces were not finished";
        return refuse(if kind == Seal::Part { glimpse } else { "it is a part, and no glimpse" }.into());
    }
    if run != run_of(experiment) {
        return refuse("it is of a run with another config".into());
    }
    if (first, count) != (pieces.start as f64, pieces.len() as f64) {
        return refuse(format!(
            "it is of {} pieces from {} on, not of {} from {} on",
            decimal::text(count),
            decimal::text(first),
            pieces.len(),
            pieces.start
        ));
    }
    Ok(numbers)
}

/// A number that follows from figure and config, and is hardly ever that of another.
fn run_of(experiment: &dyn Experiment) -> f64 {
    let mut words = Vec::new();
    for text in [experiment.config().figure().name, alleyway::VERSION] {
        words_of(&Tree::from(text), &mut words);
    }
    words_of(&experiment.config().tree(), &mut words);
    digest(words.into_iter())
}

/// A tree as numbers: each value after its kind, lists and texts after their length.
fn words_of(tree: &Tree, words: &mut Vec<u64>) {
    match tree {
        Tree::Null => words.push(0),
        Tree::Bool(value) => words.extend([1, u64::from(*value)]),
        Tree::Number(value) => words.extend([2, value.to_bits()]),
        Tree::Text(text) => {
            words.extend([3, text.len() as u64]);
            words.extend(text.bytes().map(u64::from));
        }
        Tree::List(items) => {
            words.extend([4, items.len() as u64]);
            items.iter().for_each(|item| words_of(item, words));
        }
        Tree::Numbers(items) => {
            words.extend([5, items.len() as u64]);
            words.extend(items.iter().map(|value| value.to_bits()));
        }
        Tree::Object(fields) => {
            words.extend([6, fields.len() as u64]);
            for (name, value) in fields {
                words.extend(name.bytes().map(u64::from));
                words_of(value, words);
            }
        }
    }
}

fn sum_of(numbers: &[f64]) -> f64 {
    // A host may write what is no number in another way.
    let bits = |v: &f64| if v.is_nan() { u64::MAX } else { v.to_bits() };
    digest(numbers.iter().map(bits).chain([numbers.len() as u64]))
}

/// A whole number under 2^52 that changes with every word and their order (FNV-1a, 64 bits at a time, folded).
fn digest(words: impl Iterator<Item = u64>) -> f64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    // The upper half of a double changes first: it is brought down before it is multiplied away.
    let hash = words.fold(BASIS, |hash, word| (hash ^ word ^ (word >> 32)).wrapping_mul(PRIME).rotate_left(23));
    ((hash ^ (hash >> 52)) & ((1 << 52) - 1)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Request, open};

    #[test]
    fn what_is_put_in_comes_out_in_order() {
        let mut pack = Pack::default();
        let lists: [&[f64]; 4] = [&[1.0, 2.0], &[], &[3.0], &[f64::INFINITY, 0.0, -1.0]];
        lists.iter().for_each(|list| pack.put(list));
        let part = pack.done();
        let mut unpack = Unpack::new(&part);
        assert!(lists.iter().all(|list| unpack.take() == *list));
        assert!(unpack.is_empty() && unpack.whole(()).is_ok());
    }

    #[test]
    fn numbers_that_were_not_packed_are_refused_and_stop_nothing() {
        for part in [&[3.0, 1.0][..], &[-1.0], &[0.5], &[f64::NAN], &[f64::INFINITY], &[1e300], &[], &[2.0, 1.0, 1.0]] {
            let mut unpack = Unpack::new(part);
            let _ = unpack.number();
            assert!(unpack.whole(()).is_err(), "{part:?}");
        }
        let mut unpack = Unpack::new(&[1.0, 7.0, 0.0]);
        assert_eq!(unpack.number(), 7.0);
        assert!(unpack.whole(()).is_err(), "something is left");
    }

    #[test]
    fn a_sealed_part_is_opened_for_its_own_pieces_of_its_own_run_alone() {
        let opens =
            |draws: &str| open(&Request::preset("double-descent", "wiggle").with("draws", draws).unwrap()).unwrap();
        let (own, other) = (opens("9"), opens("8"));
        let numbers = [1.0, f64::NAN, -0.0, 3.5];
        let sealed = seal(own.as_ref(), &(2..4), Seal::Part, &numbers);
        let again = |experiment: &dyn Experiment, pieces, kind, sealed: &[f64]| {
            opened(experiment, &pieces, kind, sealed).map(<[f64]>::to_vec)
        };
        let same = again(own.as_ref(), 2..4, Seal::Part, &sealed).unwrap();
        assert!(same.iter().zip(numbers).all(|(a, b)| a.to_bits() == b.to_bits()));
        let says = |result: Result<Vec<f64>, Error>, part: &str| {
            let message = result.unwrap_err().to_string();
            assert!(message.contains(part), "{message}");
        };
        says(again(other.as_ref(), 2..4, Seal::Part, &sealed), "another config");
        says(again(own.as_ref(), 1..3, Seal::Part, &sealed), "2 pieces from 2 on, not of 2 from 1 on");
        says(again(own.as_ref(), 2..4, Seal::Glimpse, &sealed), "no glimpse");
        says(again(own.as_ref(), 2..4, Seal::Part, &seal(own.as_ref(), &(2..4), Seal::Glimpse, &numbers)), "no part");
        says(again(own.as_ref(), 2..4, Seal::Part, &sealed[..8]), "cut short");
        says(again(own.as_ref(), 2..4, Seal::Part, &sealed[..3]), "too few");
        for at in 0..sealed.len() {
            for change in [0.0, 1.0, f64::INFINITY] {
                let mut altered = sealed.clone();
                altered[at] = if altered[at] == change { 7.0 } else { change };
                assert!(again(own.as_ref(), 2..4, Seal::Part, &altered).is_err(), "{at}");
            }
        }
        let mut swapped = sealed.clone();
        swapped.swap(5, 8);
        says(again(own.as_ref(), 2..4, Seal::Part, &swapped), "not those that were handed over");
    }
}
