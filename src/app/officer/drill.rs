//! A drill: one marked, made-up item goes the whole way that a real one would, to the recipients' outbox and out of
//! it, and each step's time is told, or where it stopped.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::app::engine::Engine;
use crate::domain::asset::{Asset, Locus, Role};
use crate::domain::hazard::Hazard;
use crate::domain::id::{Family, FeedId, ItemId, NoticeId, Person};
use crate::domain::item::{Item, Provider};
use crate::domain::rule::{Candidate, CandidateOutcome};
use crate::domain::source::{Credibility, Reliability};
use crate::domain::time::Timestamp;
use crate::domain::words::Lang;
use crate::store::Step;

use super::office::Office;
use super::order::{Changes, Order, one_text};
use super::refused::Refused;
use super::send::Postman;

/// Name of the feed and publisher that stand behind a drill.
const SOURCE: &str = "drill";
/// Strong enough for the rule on earthquakes at a site.
const MAGNITUDE: f64 = 7.0;
/// The approver of a drill, who is never its drafter.
const APPROVER: &str = "drill-approver";

/// What a drill did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drilled {
    /// The steps that worked, in order: a key of `officer.drill`, and how long after the start.
    pub steps: Vec<(&'static str, TimeDelta)>,
    /// The notice, once there was one.
    pub notice: Option<NoticeId>,
    /// Why it went no further.
    pub stopped: Option<String>,
}

/// Runs a drill. Its notice is lifted by a person, like any other.
pub async fn drill(
    engine: &mut Engine,
    office: &Arc<Office>,
    postman: &Postman,
    by: &Person,
    clock: &impl Fn() -> Timestamp,
) -> Drilled {
    let mut drill = Drill { engine, office, by, clock, start: clock(), done: Drilled::default() };
    if let Err(why) = drill.run(postman).await {
        drill.done.stopped = Some(format!("{why:#}"));
    }
    drill.done
}

struct Drill<'a, C> {
    engine: &'a mut Engine,
    office: &'a Arc<Office>,
    by: &'a Person,
    clock: &'a C,
    start: Timestamp,
    done: Drilled,
}

impl<C: Fn() -> Timestamp> Drill<'_, C> {
    async fn run(&mut self, postman: &Postman) -> anyhow::Result<()> {
        let candidate = self.propose().await?;
        let notice = self.issue(&candidate).await?;
        let store = self.engine.store().clone();
        postman.round(&store, self.clock, |_, _| ()).await?;
        let deliveries = store.deliveries_of(&notice)?;
        let failed = deliveries.iter().find(|delivery| delivery.sent.is_none());
        if let Some(delivery) = failed {
            let why = delivery.error.clone().unwrap_or_else(|| "it waits for the end of quiet hours".to_owned());
            anyhow::bail!("{}: {why}", delivery.recipient);
        }
        anyhow::ensure!(!deliveries.is_empty(), "no route leads to anybody; add recipients and routes");
        self.step("sent");
        Ok(())
    }

    async fn propose(&mut self) -> anyhow::Result<Candidate> {
        let item = self.item()?;
        let id = item.id.clone();
        self.engine.take(vec![item]).await?;
        self.step("read");
        self.engine.evaluate((self.clock)()).await?;
        let incident = self
            .engine
            .pipeline
            .clusterer
            .incidents()
            .find(|incident| incident.exercise && incident.members.iter().any(|member| member.item == id));
        let incident = incident.map(|incident| incident.id.clone());
        anyhow::ensure!(incident.is_some(), "reading the item gave no incident");
        self.step("incident");
        let open = |one: &&Candidate| one.incident == incident && one.outcome == CandidateOutcome::Open;
        let candidate = self.engine.pipeline.candidates().iter().find(open).cloned();
        let candidate = candidate.ok_or_else(|| anyhow::anyhow!("no rule proposed a warning, or a gate held it"))?;
        self.step("candidate");
        Ok(candidate)
    }

    async fn issue(&mut self, candidate: &Candidate) -> anyhow::Result<NoticeId> {
        let by = self.by.clone();
        let drafted = self.carry_out(&Order::Draft(candidate.id.clone()), &by, "drafted").await?;
        let notice = drafted.notices.into_iter().next().map(|notice| notice.after.id);
        let notice = notice.ok_or_else(|| anyhow::anyhow!("nothing was drafted"))?;
        self.done.notice = Some(notice.clone());
        let words = &self.office.stages.config.words;
        let mut judgement = one_text(words.speaking(Lang::ZhHans).get("officer.drill.judgement"));
        words.speaking(Lang::En).get("officer.drill.judgement").clone_into(&mut judgement.en);
        words.speaking(Lang::ZhHant).get("officer.drill.judgement").clone_into(&mut judgement.zh_hant);
        let changes = Changes { assessment: Some(judgement), ..Changes::default() };
        self.carry_out(&Order::Submit { notice: notice.clone(), changes }, &by, "submitted").await?;
        self.carry_out(&Order::Approve(notice.clone()), &Person::new(APPROVER), "approved").await?;
        self.carry_out(&Order::Issue(notice.clone()), &by, "issued").await?;
        Ok(notice)
    }

    async fn carry_out(&mut self, order: &Order, by: &Person, step: &'static str) -> Result<Step, Refused> {
        let done = self.engine.carry_out(self.office, order, by, (self.clock)()).await?;
        self.step(step);
        Ok(done)
    }

    fn step(&mut self, key: &'static str) {
        self.done.steps.push((key, (self.clock)() - self.start));
    }

    /// A strong earthquake at the first registered place abroad that is known well enough.
    fn item(&self) -> anyhow::Result<Item> {
        let assets = &self.office.stages.config.assets;
        let placed = assets.iter().find_map(|asset| Some((asset, abroad(asset)?)));
        let (asset, locus) = placed.ok_or_else(|| anyhow::anyhow!("no registered asset has a known place abroad"))?;
        let words = self.office.stages.config.words.speaking(Lang::En);
        let place = locus.city.as_ref().map_or(asset.name.en.as_str(), |city| city.en.as_str());
        let values = [("place", place), ("country", locus.country.as_str())];
        Ok(Item {
            id: ItemId::new(format!("{SOURCE}-{}", self.start.timestamp_micros())),
            revision: 1,
            feed: FeedId::new(SOURCE),
            publisher: Family::new(SOURCE),
            reliability: Reliability::A,
            credibility: Credibility::UNJUDGED,
            title: words.fill("officer.drill.title", &values),
            summary: words.get("officer.drill.summary").to_owned(),
            lang: Some(Lang::En.tag().to_owned()),
            link: None,
            published: Some(self.start),
            seen: self.start,
            point: locus.usable_point(),
            categories: Vec::new(),
            provider: Provider {
                event: Some(format!("{SOURCE}:{}", self.start.timestamp_micros())),
                kind: Some("EQ".to_owned()),
                hazard: Some(Hazard::Natural),
                countries: vec![locus.country],
                magnitude: Some(MAGNITUDE),
                ..Provider::default()
            },
            exercise: true,
        })
    }
}

fn abroad(asset: &Asset) -> Option<&Locus> {
    asset.loci.iter().find(|locus| locus.role != Role::Host && locus.usable_point().is_some())
}
