//! A drawing, brought into the form of the digits data set.
//!
//! The set was made by fitting each scanned digit into a 32 x 32 bitmap and counting the ink in its 4 x 4 blocks (Alpaydin
//! and Kaynak 1998). Every one of its images reaches from the first row to the last and none is distorted, so a drawing is
//! scaled by its height, or by its width where it is wider than high, and centred.

/// Side of the bitmap that a drawing is fitted into.
const BITMAP: usize = 32;

/// Ink in the 64 blocks, 0 to 16, row by row; `None` where nothing is drawn.
///
/// `ink` holds width x height bytes, row by row; anything but 0 is ink.
///
/// # Panics
/// When `ink` is not of that length.
#[must_use]
pub fn normalise(ink: &[u8], width: usize, height: usize) -> Option<[f64; 64]> {
    assert_eq!(ink.len(), width * height, "one byte a pixel");
    let inked = |x: usize, y: usize| ink[y * width + x] != 0;
    let columns = (0..width).filter(|&x| (0..height).any(|y| inked(x, y)));
    let (left, right) = columns.fold((width, 0), |(l, r), x| (l.min(x), r.max(x + 1)));
    let rows = (0..height).filter(|&y| (0..width).any(|x| inked(x, y)));
    let (top, bottom) = rows.fold((height, 0), |(t, b), y| (t.min(y), b.max(y + 1)));
    if left >= right {
        return None;
    }
    let side = (right - left).max(bottom - top) as f64;
    let centre = ((left + right) as f64 / 2.0, (top + bottom) as f64 / 2.0);
    let mut blocks = [0.0; 64];
    for row in 0..BITMAP {
        for column in 0..BITMAP {
            let at = |i: usize, middle: f64| middle + ((i as f64 + 0.5) / BITMAP as f64 - 0.5) * side;
            let (x, y) = (at(column, centre.0), at(row, centre.1));
            // Floors of negative numbers are outside, like those beyond the edge.
            let inside = x >= 0.0 && y >= 0.0 && (x as usize) < width && (y as usize) < height;
            if inside && inked(x as usize, y as usize) {
                blocks[row / 4 * 8 + column / 4] += 1.0;
            }
        }
    }
    Some(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(width: usize, height: usize, ink: impl Fn(usize, usize) -> bool) -> Vec<u8> {
        (0..width * height).map(|i| u8::from(ink(i % width, i / width))).collect()
    }

    #[test]
    fn a_bar_reaches_from_top_to_bottom_in_the_middle_wherever_it_was_drawn() {
        for (left, top) in [(10, 10), (150, 40), (0, 0)] {
            let ink = drawing(200, 200, |x, y| (left..left + 20).contains(&x) && (top..top + 80).contains(&y));
            let blocks = normalise(&ink, 200, 200).unwrap();
            // A quarter as wide as high: columns 3 and 4 of 8, in full.
            for (i, block) in blocks.iter().enumerate() {
                assert_eq!(*block, if (3..5).contains(&(i % 8)) { 16.0 } else { 0.0 }, "block {i}");
            }
        }
    }

    #[test]
    fn size_does_not_matter() {
        let ring = |scale: f64| {
            let side = (100.0 * scale) as usize;
            let ink = drawing(side, side, |x, y| {
                let r = f64::hypot(x as f64 / scale - 50.0, y as f64 / scale - 50.0);
                (20.0..32.0).contains(&r)
            });
            normalise(&ink, side, side).unwrap()
        };
        let (small, large) = (ring(1.0), ring(4.0));
        assert!(small.iter().zip(&large).all(|(a, b)| (a - b).abs() <= 4.0));
    }

    #[test]
    fn nothing_drawn_is_nothing() {
        assert_eq!(normalise(&[0; 100], 10, 10), None);
        assert_eq!(normalise(&[], 0, 0), None);
    }
}
