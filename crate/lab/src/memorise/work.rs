//! Work that can be watched, in quanta.

use crate::contract::parts::Pack;
use crate::contract::{Finished, Task};

/// Work whose outcome is packed, and can be looked at before it is done.
pub(super) trait Work {
    fn advance(&mut self) -> f64;
    fn write(&self, pack: &mut Pack);
}

pub(super) struct Works {
    pub(super) works: Vec<Box<dyn Work>>,
    pub(super) at: usize,
    pub(super) part: Vec<f64>,
}

impl Task for Works {
    fn advance(&mut self) -> f64 {
        let count = self.works.len() as f64;
        let Some(work) = self.works.get_mut(self.at) else { return 1.0 };
        let done = work.advance();
        if done < 1.0 {
            return (self.at as f64 + done) / count;
        }
        let mut pack = Pack::default();
        work.write(&mut pack);
        self.part.extend(pack.done());
        self.at += 1;
        self.at as f64 / count
    }

    fn finish(&mut self) -> Finished {
        Finished::Part(std::mem::take(&mut self.part))
    }

    fn glimpse(&self) -> Option<Vec<f64>> {
        let mut pack = Pack::default();
        self.works.get(self.at)?.write(&mut pack);
        Some([&self.part[..], &pack.done()].concat())
    }
}
