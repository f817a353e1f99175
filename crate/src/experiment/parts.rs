//! Lists of numbers in one list: how a part travels from a worker.

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

/// Takes the lists out again, in the same order.
#[derive(Debug)]
pub struct Unpack<'a>(pub &'a [f64]);

impl Unpack<'_> {
    /// The next list.
    pub fn take(&mut self) -> Vec<f64> {
        let (list, rest) = self.0[1..].split_at(self.0[0] as usize);
        self.0 = rest;
        list.to_vec()
    }

    /// The next list, which holds one number.
    pub fn number(&mut self) -> f64 {
        self.take()[0]
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_comes_out_in_order() {
        let mut pack = Pack::default();
        let lists: [&[f64]; 4] = [&[1.0, 2.0], &[], &[3.0], &[f64::INFINITY, 0.0, -1.0]];
        lists.iter().for_each(|list| pack.put(list));
        let part = pack.done();
        let mut unpack = Unpack(&part);
        assert!(lists.iter().all(|list| unpack.take() == *list));
        assert!(unpack.is_empty());
    }
}
