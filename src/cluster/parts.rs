//! Which nodes are looked at together: those that hang together, while they are few enough.
//!
//! Where too many hang together, their links count within one stretch of time only, and where they still do, only ever
//! stronger ones: a ladder, up which a node goes until what hangs together with it is few enough. A new link makes what
//! hangs together larger, never smaller, so that only what it reaches has to go further up. How strong a link is, is
//! left to `node`, what becomes of a part to `settle`.

use crate::domain::model::ClusterModel;

use super::places::{Places, Positions};
use super::thin::Pair;
use super::ties::{Brief, Ties};
use super::words::narrow;

/// By how much `reach` is raised where too many nodes hang together.
const RAISE: f32 = 1.25;

/// A step of the ladder.
#[derive(Clone, Copy, Debug)]
struct Rung {
    /// Counted from 0; the first links across stretches of time.
    level: u8,
    /// How strong a link has to be.
    reach: f32,
    /// As many as hang together are grouped together: the last step, where nothing can be stronger.
    is_last: bool,
}

/// What is met on the way through the web, kept from one time to the next for its room.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Nodes that a part was made of, or that go on up.
    seen: Places,
    /// Nodes that hang together with too many.
    crowd: Places,
    /// Nodes met from one on.
    met: Places,
    /// Where the nodes of one part stand in it.
    order: Positions,
}

impl Walk {
    /// The sets of nodes to group together anew because of those that changed.
    pub(super) fn parts(&mut self, ties: &mut Ties, changed: &[u32], model: &ClusterModel) -> Vec<Vec<u32>> {
        let mut parts = Vec::new();
        let mut going = changed.to_vec();
        for rung in ladder(narrow(model.reach)) {
            going = self.climb(ties, going, rung, model.together, &mut parts);
        }
        ties.mend();
        parts
    }

    /// Makes parts of the nodes that hang together with few enough; gives the others.
    fn climb(
        &mut self,
        ties: &mut Ties,
        going: Vec<u32>,
        rung: Rung,
        most: usize,
        parts: &mut Vec<Vec<u32>>,
    ) -> Vec<u32> {
        self.seen.clear();
        self.crowd.clear();
        let mut further = Vec::new();
        for place in going {
            if self.seen.contains(place) {
                continue;
            }
            if let Some(part) = self.few_together(ties, place, rung, most) {
                for place in &part {
                    set_level(ties, *place, rung.level);
                }
                self.seen.extend(&part);
                parts.push(part);
            } else {
                self.send_up(ties, place, rung, &mut further);
            }
        }
        further
    }

    /// All nodes that hang together with one, or none when they are too many. What is no risk hangs together with one
    /// node alone and is not counted, so that it goes from one to another without making either few or many.
    fn few_together(&mut self, ties: &Ties, from: u32, rung: Rung, most: usize) -> Option<Vec<u32>> {
        // What hung together with too many still does, unless a link was cut.
        let is_whole = ties.brief(from).is_some_and(|brief| !ties.is_cut(brief.stretch));
        self.met.clear();
        self.met.insert(from);
        let (mut together, mut risks) = (vec![from], 0);
        let mut next = 0;
        while let Some(&place) = together.get(next) {
            risks += usize::from(ties.brief(place).is_some_and(|brief| !brief.is_unread));
            let was_many = is_whole && level(ties, place) > rung.level;
            if !rung.is_last && (risks > most || was_many || self.crowd.contains(place)) {
                self.crowd.extend(&together);
                return None;
            }
            together.extend(neighbours(ties, place, rung).filter(|other| self.met.insert(*other)));
            next += 1;
        }
        Some(together)
    }

    /// Sends a node up, and with it those that hung together with few enough until now.
    fn send_up(&mut self, ties: &mut Ties, place: u32, rung: Rung, further: &mut Vec<u32>) {
        let mut next = further.len();
        self.seen.insert(place);
        further.push(place);
        while let Some(&place) = further.get(next) {
            let is_new = |other: &u32| level(ties, *other) <= rung.level && self.seen.insert(*other);
            further.extend(neighbours(ties, place, rung).filter(is_new));
            set_level(ties, place, rung.level.saturating_add(1).max(level(ties, place)));
            self.crowd.insert(place);
            next += 1;
        }
    }

    /// The links among some nodes as pairs of their positions, each once, in order.
    pub(super) fn pairs(&mut self, part: &[u32], ties: &Ties) -> Vec<Pair> {
        self.order.note(part);
        let mut pairs = Vec::new();
        for (at, place) in part.iter().enumerate() {
            let from = pairs.len();
            let later = |(other, likeness): &(u32, f32)| {
                let other = self.order.of(*other, part).filter(|other| *other > at)?;
                Some((at, other, *likeness))
            };
            pairs.extend(ties.all(*place).filter_map(later));
            if let Some(added) = pairs.get_mut(from..) {
                added.sort_unstable_by_key(|(_, other, _)| *other);
            }
        }
        pairs
    }
}

/// All steps, from the model's `reach` on.
fn ladder(reach: f32) -> impl Iterator<Item = Rung> {
    let across = Rung { level: 0, reach, is_last: false };
    let within = std::iter::successors(Some(Rung { level: 1, is_last: reach >= 1.0, ..across }), |below| {
        let reach = below.reach * RAISE;
        (!below.is_last).then_some(Rung { level: below.level.checked_add(1)?, reach, is_last: reach >= 1.0 })
    });
    std::iter::once(across).chain(within)
}

/// The nodes that hang together with one at a step.
fn neighbours(ties: &Ties, place: u32, rung: Rung) -> impl Iterator<Item = u32> {
    let stretch = |place: u32| ties.brief(place).map(|brief| brief.stretch);
    let own = stretch(place);
    let links = ties.near(place).iter().take_while(move |(_, likeness)| *likeness >= rung.reach);
    links.map(|(other, _)| *other).filter(move |other| rung.level == 0 || stretch(*other) == own)
}

fn level(ties: &Ties, place: u32) -> u8 {
    ties.brief(place).map_or(0, |brief| brief.level)
}

fn set_level(ties: &mut Ties, place: u32, level: u8) {
    ties.brief_mut(place).into_iter().for_each(|brief: &mut Brief| brief.level = level);
}
