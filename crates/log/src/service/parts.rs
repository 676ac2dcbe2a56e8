//! Answers larger than one message: cut into parts on one side, put together on the other.

use async_nats::header::HeaderMap;
use bytes::Bytes;

/// The number of a part, from 1 on.
pub(super) const PART: &str = "Newsreel-Part";
/// How many parts there were: on the empty reply after the last.
pub(super) const PARTS: &str = "Newsreel-Parts";

/// The parts of an answer, each at most `size` bytes, with the headers of each and of the empty reply at the end.
pub(super) fn split(answer: Bytes, size: usize) -> (Vec<(HeaderMap, Bytes)>, HeaderMap) {
    let size = size.max(1);
    let starts = (0..answer.len()).step_by(size);
    let parts: Vec<(HeaderMap, Bytes)> = (1_u64..)
        .zip(starts)
        .map(|(number, start)| {
            (numbered(PART, number), answer.slice(start..answer.len().min(start.saturating_add(size))))
        })
        .collect();
    let end = numbered(PARTS, parts.len() as u64);
    (parts, end)
}

fn numbered(name: &str, number: u64) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(name, number.to_string());
    headers
}

/// An answer that is being put together.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    parts: u64,
    bytes: Vec<u8>,
}

/// A part did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PartMissing;

impl Gathering {
    /// Takes the next reply; the whole answer when that was the last of it.
    pub(super) fn take(&mut self, headers: Option<&HeaderMap>, payload: Bytes) -> Result<Option<Bytes>, PartMissing> {
        let number = |name| headers?.get(name)?.as_str().parse::<u64>().ok();
        match (number(PART), number(PARTS)) {
            (Some(part), _) if part == self.parts + 1 => {
                self.parts = part;
                self.bytes.extend_from_slice(&payload);
                Ok(None)
            }
            (None, Some(parts)) if parts == self.parts => Ok(Some(std::mem::take(&mut self.bytes).into())),
            (None, None) if self.parts == 0 => Ok(Some(payload)),
            _ => Err(PartMissing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_split_is_put_together_and_a_missing_part_is_noticed() {
        let answer = Bytes::from((0..1000_u32).flat_map(u32::to_be_bytes).collect::<Vec<_>>());
        for size in [1, 7, 1000, 3999, 4000, 4001] {
            let (parts, end) = split(answer.clone(), size);
            let mut gathering = Gathering::default();
            for (headers, part) in &parts {
                assert!(part.len() <= size);
                assert_eq!(gathering.take(Some(headers), part.clone()), Ok(None));
            }
            assert_eq!(gathering.take(Some(&end), Bytes::new()), Ok(Some(answer.clone())));

            let mut gathering = Gathering::default();
            let without_the_last = &parts[..parts.len() - 1];
            let taken = without_the_last.iter().map(|(headers, part)| gathering.take(Some(headers), part.clone()));
            assert!(taken.collect::<Vec<_>>().iter().all(Result::is_ok));
            assert_eq!(gathering.take(Some(&end), Bytes::new()), Err(PartMissing));
        }
        assert_eq!(Gathering::default().take(None, answer.clone()), Ok(Some(answer)), "one plain reply");
    }
}
