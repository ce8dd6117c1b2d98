//! How nodes hang together: the links between them, and the little that a walk along these asks of a node.
//!
//! Kept apart from the nodes, so that a walk past thousands of them reads a few bytes of each. What a link takes is left
//! to `node`, which nodes are compared at all to `web`, what a walk is for to `parts`.

use std::collections::BTreeSet;

/// A link: to whom, and how much the two have to do with each other.
pub(super) type Link = (u32, f32);

/// What a walk asks of a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Brief {
    /// The node's key, by which an order is made from content.
    pub(super) key: u64,
    /// The set of nodes with which it was last grouped; 0 when it was not yet.
    pub(super) part: u64,
    /// The stretch of time, a window long, in which it begins.
    pub(super) stretch: i64,
    /// No hazard was read in it.
    pub(super) is_unread: bool,
    /// How far up the ladder of `parts` it went before those that hang together with it were few enough.
    pub(super) level: u8,
    /// Where no hazard was read in it: the node that it has most to do with, and how much.
    pub(super) home: Option<Link>,
}

/// All links, by place. A node in which no hazard was read hangs together with one other alone, its home; else what is no
/// risk would tie together all risks that it is a little like.
#[derive(Debug, Default)]
pub(super) struct Ties {
    briefs: Vec<Brief>,
    /// Links along which nodes hang together, the strongest first.
    near: Vec<Vec<Link>>,
    /// Links between nodes without a hazard and others than their homes.
    loose: Vec<Vec<Link>>,
    /// Stretches of time in which links were cut since the parts were last made.
    cut: BTreeSet<i64>,
    /// Stretches of time in which links were cut because nodes were forgotten, which makes no parts anew.
    worn: BTreeSet<i64>,
}

impl Ties {
    pub(super) fn brief(&self, place: u32) -> Option<&Brief> {
        self.briefs.get(place as usize)
    }

    pub(super) fn brief_mut(&mut self, place: u32) -> Option<&mut Brief> {
        self.briefs.get_mut(place as usize)
    }

    /// The nodes that hang together with one, the strongest link first.
    pub(super) fn near(&self, place: u32) -> &[Link] {
        self.near.get(place as usize).map_or(&[], Vec::as_slice)
    }

    /// All links of a node, in no order.
    pub(super) fn all(&self, place: u32) -> impl Iterator<Item = &Link> {
        self.near(place).iter().chain(self.loose.get(place as usize).into_iter().flatten())
    }

    /// Ties a node in. Gives the nodes that a node without a hazard was taken away from, having found a better home.
    pub(super) fn tie(&mut self, place: u32, brief: Brief, links: &[Link]) -> Vec<u32> {
        self.make_room(place);
        if let Some(known) = self.brief_mut(place) {
            *known = brief;
        }
        if brief.is_unread {
            self.settle_in(place, links);
            return Vec::new();
        }
        links.iter().filter_map(|&(other, likeness)| self.meet(place, other, likeness)).collect()
    }

    /// Whether links were cut near a stretch of time, so that fewer may hang together than did.
    pub(super) fn is_cut(&self, stretch: i64) -> bool {
        let near = stretch - 1..=stretch + 1;
        [&self.cut, &self.worn].iter().any(|cut| cut.range(near.clone()).next().is_some())
    }

    /// What was cut has been seen to.
    pub(super) fn mend(&mut self) {
        self.cut.clear();
    }

    fn make_room(&mut self, place: u32) {
        let room = place as usize + 1;
        if self.briefs.len() < room {
            self.briefs.resize(room, Brief::default());
            self.near.resize(room, Vec::new());
            self.loose.resize(room, Vec::new());
        }
    }

    /// Links a node in which no hazard was read.
    fn settle_in(&mut self, place: u32, links: &[Link]) {
        let home = self.best(links);
        for &(other, likeness) in links {
            self.put(place, other, likeness, Some(other) == home.map(|(home, _)| home));
        }
        if let Some(brief) = self.brief_mut(place) {
            brief.home = home;
        }
    }

    /// Links a node of a hazard; gives the home that the other leaves for it.
    fn meet(&mut self, place: u32, other: u32, likeness: f32) -> Option<u32> {
        let Some(&Brief { is_unread: true, home, .. }) = self.brief(other) else {
            self.put(place, other, likeness, true);
            return None;
        };
        let is_home = home.is_none_or(|home| self.is_better((place, likeness), home));
        let left = home.filter(|_| is_home);
        if let Some((left, likeness)) = left {
            self.cut(other, left);
            self.put(other, left, likeness, false);
        }
        self.put(place, other, likeness, is_home);
        if let Some(brief) = self.brief_mut(other).filter(|_| is_home) {
            (brief.home, brief.level) = (Some((place, likeness)), 0);
        }
        left.map(|(left, _)| left)
    }

    /// Whether one link is the better home, of equals the first by content.
    fn is_better(&self, one: Link, other: Link) -> bool {
        let key = |place: u32| self.brief(place).map(|brief| brief.key);
        one.1 > other.1 || one.1 >= other.1 && key(one.0) < key(other.0)
    }

    fn best(&self, links: &[Link]) -> Option<Link> {
        links.iter().copied().reduce(|best, link| if self.is_better(link, best) { link } else { best })
    }

    fn put(&mut self, one: u32, other: u32, likeness: f32, is_near: bool) {
        for (place, link) in [(one, (other, likeness)), (other, (one, likeness))] {
            if is_near {
                let Some(links) = self.near.get_mut(place as usize) else { continue };
                links.insert(links.partition_point(|(_, known)| *known > likeness), link);
            } else if let Some(links) = self.loose.get_mut(place as usize) {
                links.push(link);
            }
        }
    }

    /// Takes a link out.
    fn cut(&mut self, one: u32, other: u32) {
        for (place, gone) in [(one, other), (other, one)] {
            self.drop_from(place, |known| known == gone);
        }
    }

    /// Takes links out at one end.
    fn drop_from(&mut self, place: u32, is_gone: impl Fn(u32) -> bool) {
        for links in [&mut self.near, &mut self.loose] {
            if let Some(links) = links.get_mut(place as usize) {
                links.retain(|(known, _)| !is_gone(*known));
            }
        }
    }

    /// Takes nodes out for good: as [`Self::untie`], but for those left nothing is made anew.
    pub(super) fn forget(&mut self, places: &[u32], is_gone: impl Fn(u32) -> bool) {
        let cut = std::mem::take(&mut self.cut);
        self.untie(places, is_gone);
        let worn = std::mem::replace(&mut self.cut, cut);
        self.worn.extend(worn);
    }

    /// Takes nodes out; `is_gone` tells them. Gives those that they were linked to and that stay. Another home is found
    /// for what had its home with them.
    pub(super) fn untie(&mut self, places: &[u32], is_gone: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut left: Vec<u32> = Vec::new();
        for place in places {
            left.extend(self.all(*place).map(|(other, _)| *other).filter(|other| !is_gone(*other)));
            for links in [&mut self.near, &mut self.loose] {
                links.get_mut(*place as usize).map(std::mem::take);
            }
        }
        left.sort_unstable();
        left.dedup();
        for place in &left {
            let stretch = self.brief(*place).map(|brief| brief.stretch);
            self.cut.extend(stretch);
            self.drop_from(*place, &is_gone);
            let home = self.brief(*place).and_then(|brief| brief.home);
            if home.is_some_and(|(home, _)| is_gone(home)) {
                self.rehome(*place);
            }
        }
        left
    }

    fn rehome(&mut self, place: u32) {
        let home = self.loose.get(place as usize).and_then(|links| self.best(links));
        if let Some((home, likeness)) = home {
            self.cut(place, home);
            self.put(place, home, likeness, true);
        }
        if let Some(brief) = self.brief_mut(place) {
            (brief.home, brief.level) = (home, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ties(nodes: &[(bool, &[Link])]) -> Ties {
        let mut ties = Ties::default();
        for (place, (is_unread, links)) in (0..).zip(nodes) {
            let brief = Brief { key: u64::from(place), is_unread: *is_unread, ..Brief::default() };
            ties.tie(place, brief, links);
        }
        ties
    }

    fn near(ties: &Ties, place: u32) -> Vec<u32> {
        ties.near(place).iter().map(|(other, _)| *other).collect()
    }

    #[test]
    fn what_is_no_risk_hangs_with_the_one_that_it_is_most_like() {
        let ties = ties(&[(true, &[]), (false, &[(0, 0.2)]), (false, &[(0, 0.4), (1, 0.3)]), (false, &[(0, 0.3)])]);
        assert_eq!(near(&ties, 0), [2]);
        assert_eq!(near(&ties, 2), [0, 1]);
        assert_eq!(ties.all(0).count(), 3);
    }

    #[test]
    fn of_two_that_are_as_like_the_first_by_content_is_home_in_whatever_order_they_came() {
        let before = ties(&[(false, &[]), (true, &[(0, 0.2)]), (false, &[(1, 0.2)])]);
        let after = ties(&[(false, &[]), (false, &[]), (true, &[(1, 0.2), (0, 0.2)])]);
        assert_eq!((near(&before, 1), near(&after, 2)), (vec![0], vec![0]));
    }

    #[test]
    fn a_better_home_is_told_with_the_one_that_was_left() {
        let mut ties = ties(&[(false, &[]), (true, &[(0, 0.2)])]);
        assert_eq!(ties.tie(2, Brief::default(), &[(1, 0.5)]), [0]);
    }

    #[test]
    fn when_a_home_goes_the_next_best_is_home() {
        let mut ties = ties(&[(false, &[]), (false, &[(0, 0.9)]), (true, &[(0, 0.3), (1, 0.2)])]);
        assert_eq!(ties.untie(&[0], |place| place == 0), [1, 2]);
        assert_eq!((near(&ties, 2), near(&ties, 1)), (vec![1], vec![2]));
        assert_eq!(ties.all(0).count(), 0);
    }
}
