//! Reading the registry: assets with their loci and aliases, sectors, instruments, blocs, ambiguous forms, word pairs.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::asset::{Asset, AssetKind, Confidence, Instrument, Locus, Precision, Role, SectorInfo};
use crate::domain::country::{AmbiguousForm, Bloc, CountryCode};
use crate::domain::id::{AssetId, Sector};
use crate::domain::words::LocalText;

use super::docs::Docs;
use super::log::{Finding, Log};
use super::node::Node;
use super::read::{At, FromNode, Reader};
use super::suggest::nearest;

/// What an article of the policy asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its number, 1 to 20.
    pub number: u8,
    /// What it is about.
    pub title: String,
    /// What it asks for.
    pub duty: String,
    /// What of it the desk serves.
    pub serves: Vec<String>,
}

/// The same word in Taiwan wording and in mainland wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordPair {
    /// Taiwan wording.
    pub hant: String,
    /// Mainland wording.
    pub hans: String,
    /// English.
    pub en: String,
}

/// Everything the registry holds.
#[derive(Debug)]
pub(super) struct Registry {
    pub(super) articles: Vec<Article>,
    pub(super) assets: Vec<Arc<Asset>>,
    pub(super) sectors: Vec<SectorInfo>,
    pub(super) instruments: Vec<Instrument>,
    pub(super) blocs: Vec<Bloc>,
    pub(super) ambiguous: Vec<AmbiguousForm>,
    pub(super) pairs: Vec<WordPair>,
}

pub(super) fn read(docs: &Docs, log: &Log) -> Registry {
    let sectors = each(docs, "sector", log, sector);
    let instruments = each(docs, "instrument", log, instrument);
    let known = Known {
        sectors: sectors.iter().map(|sector| sector.key.to_string()).collect(),
        instruments: instruments.iter().map(|instrument| instrument.key.clone()).collect(),
    };
    let drafts = each(docs, "asset", log, |node, log| draft(node, &known, log));
    let assets = drafts.iter().map(|draft| Arc::new(finished(draft, &drafts, log))).collect();
    Registry {
        articles: each(docs, "article", log, article),
        blocs: each(docs, "bloc", log, bloc),
        ambiguous: each(docs, "ambiguous", log, ambiguous),
        pairs: each(docs, "lexicon", log, pair),
        assets,
        sectors,
        instruments,
    }
}

fn each<T>(docs: &Docs, list: &str, log: &Log, read: impl Fn(&Node, &Log) -> Option<T>) -> Vec<T> {
    docs.entries(list).iter().filter_map(|node| read(node, log)).collect()
}

/// Keys that an asset may name.
struct Known {
    sectors: BTreeSet<String>,
    instruments: BTreeSet<String>,
}

/// An asset as written: places it takes from a site or from its countries are still missing.
struct Draft {
    asset: Asset,
    site: Option<At<String>>,
    countries: Vec<CountryCode>,
}

fn draft(node: &Node, known: &Known, log: &Log) -> Option<Draft> {
    let mut keys = Reader::new(node, log)?;
    let (id, kind, name) = (keys.need("id"), keys.need::<AssetKind>("kind"), keys.need::<LocalText>("name"));
    let loci: Vec<Locus> = keys.or_empty("locus");
    let sectors = keys.or_empty::<Vec<At<String>>>("sectors");
    let instruments = keys.or_empty::<Vec<At<String>>>("instruments");
    named(&sectors, &known.sectors, "sector", log);
    named(&instruments, &known.instruments, "instrument", log);
    let written: Vec<String> = keys.or_empty("aliases");
    let partners: Vec<String> = keys.or_empty("partners");
    let (from, until) = (keys.opt("from"), keys.opt("until"));
    let value = keys.node("value_cny_m").and_then(|_| keys.within("value_cny_m", 0.0..=1_000_000.0));
    let articles = keys.or_empty("articles");
    let status = keys.opt("status").unwrap_or_else(|| "named".to_owned());
    let (headcount, host_organisation, since) =
        (keys.opt("headcount"), keys.opt("host_organisation"), keys.opt("since"));
    let (site, countries) = (keys.opt("site"), keys.or_empty("countries"));
    let _: (Option<String>, Option<String>) = (keys.opt("form"), keys.opt("note"));
    let _: (Option<bool>, Option<bool>) = (keys.opt("composite"), keys.opt("enabled"));
    keys.finish();
    let name = name?;
    let asset = Asset {
        aliases: aliases(&name, &loci, written, partners),
        id: id?,
        kind: kind?,
        sectors: sectors.into_iter().map(|sector| Sector::from(sector.value)).collect(),
        instruments: instruments.into_iter().map(|instrument| instrument.value).collect(),
        period: from.zip(until),
        value_cny_m: value,
        name,
        articles,
        loci,
        headcount,
        host_organisation,
        since,
        status,
    };
    Some(Draft { asset, site, countries })
}

/// Logs keys that are in no list.
fn named(keys: &[At<String>], known: &BTreeSet<String>, what: &str, log: &Log) {
    for key in keys.iter().filter(|key| !known.contains(&key.value)) {
        let finding = Finding::error(key.spot, format!("there is no {what} `{}`", key.value));
        let hint = format!("one of: {}", known.iter().map(String::as_str).collect::<Vec<_>>().join(", "));
        log.push(finding.with_hint(hint).or_meant(nearest(&key.value, known.iter().map(String::as_str))));
    }
}

/// Names, names without their gloss, partners, the organisations of loci, and what is written; each once.
fn aliases(name: &LocalText, loci: &[Locus], written: Vec<String>, partners: Vec<String>) -> Vec<String> {
    let names = [name.zh_hans.clone(), name.zh_hant.clone(), name.en.clone()];
    let bare = names.clone().map(|name| without_gloss(&name));
    let organisations = loci.iter().filter_map(|locus| locus.organisation.clone());
    let mut all: Vec<String> = Vec::new();
    for alias in names.into_iter().chain(bare).chain(partners).chain(organisations).chain(written) {
        let alias = alias.trim().to_owned();
        if !alias.is_empty() && !all.contains(&alias) {
            all.push(alias);
        }
    }
    all
}

/// A Chinese name without what stands in brackets after its first character: 中烏(烏克蘭)… is 中烏….
fn without_gloss(name: &str) -> String {
    let open = |c: char| matches!(c, '(' | '（');
    let gloss = name.split_once(open).and_then(|(head, rest)| Some((head, rest.split_once([')', '）'])?.1)));
    match gloss {
        Some((head, tail)) if !head.is_ascii() && !tail.is_empty() => format!("{head}{tail}"),
        _ => name.to_owned(),
    }
}

/// The asset with the places of its site, and with a partner locus in each country that it has no place in.
fn finished(draft: &Draft, all: &[Draft], log: &Log) -> Asset {
    let mut asset = draft.asset.clone();
    if let Some(site) = &draft.site {
        let found = all.iter().find(|other| other.asset.id.as_str() == site.value);
        match found {
            Some(found) if asset.loci.is_empty() => asset.loci.clone_from(&found.asset.loci),
            Some(_) => {}
            None => unknown_site(site, all.iter().map(|other| &other.asset.id), log),
        }
    }
    for country in &draft.countries {
        if !asset.loci.iter().any(|locus| locus.country == *country) {
            asset.loci.push(somewhere_in(*country));
        }
    }
    asset
}

fn unknown_site<'a>(site: &At<String>, ids: impl Iterator<Item = &'a AssetId>, log: &Log) {
    let meant = nearest(&site.value, ids.map(AssetId::as_str));
    log.push(Finding::error(site.spot, format!("there is no site `{}`", site.value)).or_meant(meant));
}

/// A partner of whom only the country is known.
const fn somewhere_in(country: CountryCode) -> Locus {
    Locus {
        role: Role::Partner,
        country,
        city: None,
        point: None,
        precision: Precision::Country,
        confidence: Confidence::Unverified,
        organisation: None,
    }
}

impl FromNode for Locus {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        let mut keys = Reader::new(node, log)?;
        let (role, country) = (keys.need("role"), keys.need("country"));
        let (precision, confidence) = (keys.need("precision"), keys.need("confidence"));
        let (city, point, organisation) = (keys.opt("city"), keys.opt("point"), keys.opt("organisation"));
        let _: Option<String> = keys.opt("note");
        if precision.is_some_and(|precision| precision >= Precision::City) && keys.node("point").is_none() {
            log.error(node.spot, "a locus of city or exact precision needs its `point`");
        }
        keys.finish();
        let (role, country, precision, confidence) = (role?, country?, precision?, confidence?);
        Some(Self { role, country, city, point, precision, confidence, organisation })
    }
}

fn sector(node: &Node, log: &Log) -> Option<SectorInfo> {
    let mut keys = Reader::new(node, log)?;
    let (key, name) = (keys.need("key"), keys.need("name"));
    let (keywords, control_categories) = (keys.or_empty("keywords"), keys.or_empty("control_categories"));
    let _: Option<Vec<u8>> = keys.opt("articles");
    let _: Option<bool> = keys.opt("enabled");
    keys.finish();
    Some(SectorInfo { key: key?, name: name?, keywords, control_categories })
}

fn instrument(node: &Node, log: &Log) -> Option<Instrument> {
    let mut keys = Reader::new(node, log)?;
    let (key, name) = (keys.need("key"), keys.need("name"));
    let (hazards, remark) = (keys.need("hazards"), keys.or_empty("note"));
    let _: Option<bool> = keys.opt("enabled");
    keys.finish();
    Some(Instrument { key: key?, name: name?, hazards: hazards?, note: remark })
}

fn bloc(node: &Node, log: &Log) -> Option<Bloc> {
    let mut keys = Reader::new(node, log)?;
    let (key, name) = (keys.need("key"), keys.need("name"));
    let (aliases, members) = (keys.or_empty("aliases"), keys.need("members"));
    let _: Option<bool> = keys.opt("enabled");
    keys.finish();
    Some(Bloc { key: key?, name: name?, aliases, members: members? })
}

fn ambiguous(node: &Node, log: &Log) -> Option<AmbiguousForm> {
    let mut keys = Reader::new(node, log)?;
    let (form, candidates) = (keys.need("form"), keys.need("candidates"));
    let _: (Option<String>, Option<bool>) = (keys.opt("note"), keys.opt("enabled"));
    keys.finish();
    Some(AmbiguousForm { form: form?, candidates: candidates? })
}

fn pair(node: &Node, log: &Log) -> Option<WordPair> {
    let mut keys = Reader::new(node, log)?;
    let (taiwan, mainland, en) = (keys.need("hant"), keys.need("hans"), keys.or_empty("en"));
    let _: Option<bool> = keys.opt("enabled");
    keys.finish();
    Some(WordPair { hant: taiwan?, hans: mainland?, en })
}

fn article(node: &Node, log: &Log) -> Option<Article> {
    let mut keys = Reader::new(node, log)?;
    let (number, title, duty) = (keys.within("n", 1..=20), keys.need("title"), keys.need("duty"));
    let serves = keys.or_empty("serves");
    let _: Option<bool> = keys.opt("enabled");
    keys.finish();
    Some(Article { number: number?, title: title?, duty: duty?, serves })
}
