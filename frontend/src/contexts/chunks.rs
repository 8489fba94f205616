//! A long list in chunks: browsers pass over a chunk that is out of sight as a whole, and over each row of a flat list.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

/// Rows of a new chunk.
pub(crate) const SIZE: usize = 20;
/// Rows of a chunk that grew, before it is divided.
const MOST: usize = 2 * SIZE;

/// Rows that follow each other. The key stays while most of them do, so that a change of one row draws no other anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) key: usize,
    pub(crate) rows: Vec<Uuid>,
}

/// Puts rows into chunks, each as far as possible into the one that it was in before.
pub(crate) fn chunked(rows: &[Uuid], before: &[Chunk]) -> Vec<Chunk> {
    let homes: HashMap<_, _> = before
        .iter()
        .flat_map(|chunk| chunk.rows.iter().map(|row| (*row, chunk.key)))
        .collect();
    let mut fresh = before.iter().map(|chunk| chunk.key + 1).max().unwrap_or(0);
    let mut taken = HashSet::new();
    let mut chunks = Vec::new();
    for (home, rows) in runs(rows, &homes) {
        let size = if rows.len() > MOST { SIZE } else { MOST };
        for (index, piece) in rows.chunks(size).enumerate() {
            let own = home.filter(|key| index == 0 && taken.insert(*key));
            let key = own.unwrap_or_else(|| {
                fresh += 1;
                fresh - 1
            });
            chunks.push(Chunk {
                key,
                rows: piece.to_vec(),
            });
        }
    }
    chunks
}

/// Stretches of rows that were in one chunk, with new rows among them or after them; short ones are joined.
fn runs(rows: &[Uuid], homes: &HashMap<Uuid, usize>) -> Vec<(Option<usize>, Vec<Uuid>)> {
    let mut runs: Vec<(Option<usize>, Vec<Uuid>)> = Vec::new();
    for row in rows {
        let home = homes.get(row).copied();
        match runs.last_mut() {
            Some((own, run)) if home.is_none() || own.is_none() || *own == home => {
                *own = own.or(home);
                run.push(*row);
            }
            _ => runs.push((home, vec![*row])),
        }
    }
    let mut joined: Vec<(Option<usize>, Vec<Uuid>)> = Vec::new();
    for (home, run) in runs {
        match joined.last_mut() {
            Some((_, last)) if last.len() + run.len() <= SIZE => last.extend(run),
            _ => joined.push((home, run)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(range: std::ops::Range<u128>) -> Vec<Uuid> {
        range.map(Uuid::from_u128).collect()
    }

    fn flat(chunks: &[Chunk]) -> Vec<Uuid> {
        chunks.iter().flat_map(|chunk| chunk.rows.clone()).collect()
    }

    /// The keys of chunks that are not as they were.
    fn changed(before: &[Chunk], after: &[Chunk]) -> usize {
        after.iter().filter(|chunk| !before.contains(chunk)).count()
    }

    #[test]
    fn a_row_that_comes_or_goes_changes_its_own_chunk_alone() {
        let all = rows(0..1000);
        let before = chunked(&all, &[]);
        assert_eq!(before.len(), 50);
        for at in [0, 1, 19, 20, 500, 999] {
            let mut fewer = all.clone();
            fewer.remove(at);
            let after = chunked(&fewer, &before);
            assert_eq!((changed(&before, &after), flat(&after)), (1, fewer));
            let mut more = all.clone();
            more.insert(at, Uuid::max());
            let after = chunked(&more, &before);
            assert_eq!((changed(&before, &after), flat(&after)), (1, more));
        }
    }

    #[test]
    fn what_grows_is_divided_and_what_shrinks_is_joined() {
        let mut all = rows(0..60);
        let mut chunks = chunked(&all, &[]);
        for row in rows(100..121) {
            all.insert(0, row);
            let next = chunked(&all, &chunks);
            assert!(changed(&chunks, &next) <= 3);
            chunks = next;
        }
        assert_eq!(chunks.len(), 5);
        while all.len() > 3 {
            all.remove(all.len() / 2);
            chunks = chunked(&all, &chunks);
        }
        assert_eq!(chunks.len(), 1);
    }

    proptest! {
        #[test]
        fn every_row_is_there_once_in_its_place(
            orders in prop::collection::vec(prop::collection::vec(0..200_u128, 0..200), 1..6),
        ) {
            let mut chunks = Vec::new();
            for mut order in orders {
                let mut seen = HashSet::new();
                order.retain(|row| seen.insert(*row));
                let rows: Vec<_> = order.into_iter().map(Uuid::from_u128).collect();
                chunks = chunked(&rows, &chunks);
                prop_assert_eq!(flat(&chunks), rows);
                let keys: HashSet<_> = chunks.iter().map(|chunk| chunk.key).collect();
                prop_assert_eq!(keys.len(), chunks.len());
                prop_assert!(chunks.iter().all(|chunk| (1..=MOST).contains(&chunk.rows.len())));
            }
        }
    }
}
