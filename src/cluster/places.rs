//! Sets and orders of places that are emptied in no time, for walks through the web that begin anew again and again.
//!
//! What the places are of is left to whoever asks.

/// A set of places.
#[derive(Debug)]
pub(super) struct Places {
    /// The round in which a place was last put in.
    marks: Vec<u32>,
    round: u32,
}

impl Default for Places {
    fn default() -> Self {
        Self { marks: Vec::new(), round: 1 }
    }
}

impl Places {
    /// Takes all places out.
    pub(super) fn clear(&mut self) {
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            *self = Self::default();
        }
    }

    /// Puts a place in; whether it was not there before.
    pub(super) fn insert(&mut self, place: u32) -> bool {
        let at = place as usize;
        if self.marks.len() <= at {
            self.marks.resize(at + 1, 0);
        }
        let round = self.round;
        self.marks.get_mut(at).is_some_and(|mark| std::mem::replace(mark, round) != round)
    }

    /// Puts places in.
    pub(super) fn extend(&mut self, places: &[u32]) {
        for place in places {
            self.insert(*place);
        }
    }

    pub(super) fn contains(&self, place: u32) -> bool {
        self.marks.get(place as usize) == Some(&self.round)
    }
}

/// Where places stand in a list.
#[derive(Debug, Default)]
pub(super) struct Positions {
    at: Vec<u32>,
}

impl Positions {
    /// Notes a list; what was noted of another does not count any more.
    pub(super) fn note(&mut self, list: &[u32]) {
        let room = list.iter().max().map_or(0, |most| *most as usize + 1);
        if self.at.len() < room {
            self.at.resize(room, 0);
        }
        for (at, place) in (0..).zip(list) {
            if let Some(known) = self.at.get_mut(*place as usize) {
                *known = at;
            }
        }
    }

    /// Where a place stands in the list that was noted last.
    pub(super) fn of(&self, place: u32, list: &[u32]) -> Option<usize> {
        let at = *self.at.get(place as usize)? as usize;
        (list.get(at) == Some(&place)).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_empty_after_clearing() {
        let mut places = Places::default();
        assert!(places.insert(3) && !places.insert(3) && places.contains(3) && !places.contains(2));
        places.clear();
        assert!(!places.contains(3) && places.insert(3));
    }

    #[test]
    fn only_places_of_the_last_list_have_a_position() {
        let mut positions = Positions::default();
        positions.note(&[7, 2]);
        let list = [5, 7];
        positions.note(&list);
        assert_eq!([5, 7, 2, 9].map(|place| positions.of(place, &list)), [Some(0), Some(1), None, None]);
    }
}
